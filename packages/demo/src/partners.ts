import type { Partner } from "@pointsman/contracts/organisation";
import type { z } from "zod";

/** The partners, with the code that stands in their links (`?partner=CAIRN`), two with the one policy and three with the other. */
export const partners: readonly z.input<typeof Partner>[] = [
  {
    id: "part_cairnwell",
    name: "Cairnwell Consulting",
    code: "CAIRN",
    managerRepId: "rep_isabel-q",
    policy: "partner_manager",
  },
  {
    id: "part_lanternway",
    name: "Lanternway Group",
    code: "LANTERN",
    managerRepId: "rep_isabel-q",
    policy: "territory_rep",
  },
  {
    id: "part_kestrelmoor",
    name: "Kestrelmoor Advisory",
    code: "KESTREL-24",
    managerRepId: "rep_pierre-d",
    policy: "partner_manager",
  },
  {
    id: "part_fjordlight",
    name: "Fjordlight Partners",
    code: "FJORD",
    managerRepId: "rep_pierre-d",
    policy: "territory_rep",
  },
  {
    id: "part_pagodabridge",
    name: "Pagodabridge Solutions",
    code: "pagoda",
    managerRepId: "rep_pierre-d",
    policy: "territory_rep",
  },
];
