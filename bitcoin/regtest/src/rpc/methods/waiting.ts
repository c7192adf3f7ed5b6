import type { Node } from '../../node.ts';
import type { JsonObject } from '../json.ts';
import { type Method, method, optional, required } from '../method.ts';
import { parseHash } from '../parse-values.ts';
import { failRpc } from '../rpc-error.ts';

/** Answers with the tip once the condition holds, or after the timeout (milliseconds; 0 waits for ever). */
function waitForTip(node: Node, timeoutMs: number, holds: () => boolean): Promise<JsonObject> {
  if (timeoutMs < 0) failRpc('MISC', 'Negative timeout');
  return new Promise((resolve) => {
    const finish = (): void => {
      node.tipListeners.delete(listener);
      clearTimeout(timer);
      resolve({ hash: node.chain.tip.hash, height: node.chain.tip.height });
    };
    const listener = (): void => {
      if (holds() || node.isStopping) finish();
    };
    const timer = timeoutMs > 0 ? setTimeout(finish, timeoutMs) : undefined;
    node.tipListeners.add(listener);
    listener();
  });
}

export const waitingMethods: Record<string, Method> = {
  waitfornewblock: method(
    'Blockchain',
    'Waits until the tip differs from current_tip, or from the tip at the time of the call.',
    [optional('timeout', 'number'), optional('current_tip', 'string')],
    ({ node }, [timeout = 0, known]: [number?, string?]) => {
      const before = known === undefined ? node.chain.tip.hash : parseHash(known, 'current_tip');
      return waitForTip(node, timeout, () => node.chain.tip.hash !== before);
    },
  ),
  waitforblock: method(
    'Blockchain',
    'Waits until a block is the tip.',
    [required('blockhash', 'string'), optional('timeout', 'number')],
    ({ node }, [hash, timeout = 0]: [string, number?]) => {
      const wanted = parseHash(hash, 'blockhash');
      return waitForTip(node, timeout, () => node.chain.tip.hash === wanted);
    },
  ),
  waitforblockheight: method(
    'Blockchain',
    'Waits until the chain has a height.',
    [required('height', 'number'), optional('timeout', 'number')],
    ({ node }, [height, timeout = 0]: [number, number?]) =>
      waitForTip(node, timeout, () => node.chain.tip.height >= height),
  ),
};
