import { Field, formatSats, parseBtc } from '@istsi/ui';
import { messages } from '../messages.ts';

export interface AmountFieldProps {
  label: string;
  text: string;
  onText: (text: string) => void;
  /** The most that would be taken. */
  mostSats: bigint;
  /** Something was asked for that this is needed for. */
  isAsked: boolean;
}

/** The satoshis that were typed; undefined while they are none, or too many. */
export function readAmount(text: string, mostSats: bigint): bigint | undefined {
  const parsed = parseBtc(text);
  return parsed.ok && parsed.sats <= mostSats ? parsed.sats : undefined;
}

export function AmountField({ label, text, onText, mostSats, isAsked }: AmountFieldProps) {
  const parsed = parseBtc(text);
  const problems = messages.amountProblems;
  const isWrong = isAsked || (text !== '' && !(!parsed.ok && parsed.problem === 'zero'));
  const problem = !parsed.ok ? problems[parsed.problem] : parsed.sats > mostSats ? problems.over : undefined;
  return (
    <Field
      label={label}
      value={text}
      onText={onText}
      inputMode="decimal"
      placeholder="0.00000000"
      autoFocus
      hint={parsed.ok ? messages.inSats(formatSats(parsed.sats)) : undefined}
      problem={isWrong ? problem : undefined}
      after={<span className="soft small">BTC</span>}
    />
  );
}
