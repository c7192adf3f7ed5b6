import { describeAction, describeStanding, type Manifest, type ProposalView, plainAction } from '@istsi/integration';
import type { Palette } from '../terminal/palette.ts';

/** A proposal for the person who is asked to decide: what, how far, and by whom. */
export function proposalLines({ proposal, standing }: ProposalView, manifest: Manifest, colours: Palette): string {
  const { id, action, proposer, approvals, objections } = proposal;
  const people = [
    `proposed by ${proposer}`,
    ...approvals.map((address) => `approved by ${address}`),
    ...objections.map((address) => `objected to by ${address}`),
  ];
  return [
    `  ${colours.strong(`${id}  ${action.tag}`)}: ${describeAction(action, manifest)}`,
    `     ${describeStanding(standing)}`,
    ...people.map((line) => `     ${colours.faint(line)}`),
  ].join('\n');
}

/** The same for programs: whole numbers as text, bytes in hex. */
export function proposalFacts({ proposal, standing }: ProposalView, manifest: Manifest): Record<string, unknown> {
  const { id, action, proposer, approvals, objections, created_at, executable_at, expires_at } = proposal;
  return {
    ...{ id, ...plainAction(action) },
    description: describeAction(action, manifest),
    standing: standing.is,
    ...{ proposer, approvals, objections },
    ...{ created_at: Number(created_at), executable_at: Number(executable_at), expires_at: Number(expires_at) },
    ...(standing.is === 'waiting' ? { executable_in_seconds: Number(standing.executableIn) } : {}),
    ...(standing.is === 'needs-approvals' ? { approvals_missing: standing.missing } : {}),
  };
}
