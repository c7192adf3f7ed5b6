const STROOPS_PER_LUMEN = 10_000_000n;
const DECIMALS = 7;

export function LumenFee({ stroops }: { stroops: string }) {
  const amount = BigInt(stroops);
  const fraction = (amount % STROOPS_PER_LUMEN).toString().padStart(DECIMALS, '0');
  return <span className="num">{`${amount / STROOPS_PER_LUMEN}.${fraction} XLM`}</span>;
}
