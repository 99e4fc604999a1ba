import { expect, test } from "vitest";

import { createLookups } from "./look-up.ts";

const { rep } = createLookups({
  reps: [
    { id: "rep_ann", name: "Ann Lee", email: "ann@pointsman.example" },
    { id: "rep_bob", name: "Bob Ray", email: "bob@pointsman.example" },
    { id: "rep_bob-2", name: "Bob Ray", email: "bob2@pointsman.example" },
  ],
  pools: [],
});

test.each([
  ["ANN@pointsman.example", { value: "rep_ann" }],
  [" ann lee ", { value: "rep_ann" }],
  ["ann", { value: "rep_ann" }],
  ["Bob Ray", { problem: '"Bob Ray" is more than one rep: rep_bob, rep_bob-2', expected: "the id of one of them" }],
  ["Carl", { problem: 'no rep is known as "Carl"', expected: "the id, e-mail address or name of a rep on file" }],
])("%j", (text, read) => {
  expect(rep(text)).toEqual(read);
});
