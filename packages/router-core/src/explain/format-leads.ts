import { MICRO_LEAD } from "../snapshot.ts";

/** Micro-leads as leads: 413,333 → `0.413`, −1,000,000 → `−1`. */
export function formatLeads(micro: number): string {
  const rounded = Math.round((Math.abs(micro) * 1_000) / MICRO_LEAD) / 1_000;
  return micro < 0 && rounded > 0 ? `−${rounded}` : String(rounded);
}
