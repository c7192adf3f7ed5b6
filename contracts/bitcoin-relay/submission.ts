import { type Bytes, ledger, Packed, publish, require, type u32, u256 } from '@istsi/soroban-sdk';
import { explorersOrder } from './byte-order.ts';
import type { Chain } from './chain.ts';
import { RelayError } from './errors.ts';
import type { ChainExtended, ChainReorganized } from './events.ts';
import { Extension, HEADER, hash256, PREVIOUS } from './headers.ts';
import { loadChain, loadRules, storeChain } from './storage.ts';
import { workOf } from './target.ts';

/** Takes headers that lead from a block of the window to more work than the best chain has. Returns the height of the new tip. */
export function submit(headers: Bytes): u32 {
  require(headers.length > 0 && headers.length % HEADER === 0, RelayError.InvalidLength);
  const chain = loadChain();
  const left_height = chain.height;
  const left_work = chain.work;
  const left_hash = explorersOrder(chain.hashOf(left_height));

  const parent = parentOf(chain, headers);
  const known = countKnown(chain, parent, headers);
  const fork_height = parent + known;
  rewind(chain, fork_height);
  const others = known === 0 ? headers : headers.slice(known * HEADER, headers.length);
  new Extension(chain, loadRules(), others, ledger.timestamp()).appendAll();
  // Of equals, the first stays.
  require(chain.work > left_work, RelayError.NotMoreWork);

  storeChain(chain);
  if (fork_height < left_height) publish<ChainReorganized>({ fork_height, left_hash, left_height });
  publish<ChainExtended>({ hash: explorersOrder(chain.hashOf(chain.height)), height: chain.height });
  return chain.height;
}

/** The height of the block of the window that the first header follows. */
function parentOf(chain: Chain, headers: Bytes): u32 {
  const first = Packed.from(headers.slice(0, HEADER));
  let height = chain.height;
  while (!chain.hasHash(height, first, PREVIOUS)) {
    require(height > chain.first, RelayError.UnknownParent);
    height -= 1;
  }
  require(chain.knowsMedianAfter(height), RelayError.UnknownParent);
  return height;
}

/** How many of the headers, from the first one on, are of the best chain already: they are no fork. */
function countKnown(chain: Chain, parent: u32, headers: Bytes): u32 {
  const above = chain.height - parent;
  const count = headers.length / HEADER;
  const most = above < count ? above : count;
  let known: u32 = 0;
  while (known < most && hashAt(headers, known) === chain.hashOf(parent + known + 1)) known += 1;
  return known;
}

function hashAt(headers: Bytes, position: u32): Bytes {
  return hash256(headers.slice(position * HEADER, (position + 1) * HEADER)).toBytes();
}

/** Takes the blocks above `height` off again, with their work. What they leave in the window is written over. */
function rewind(chain: Chain, height: u32): void {
  let bits: u32 = 0;
  let work = u256.zero;
  for (; chain.height > height; chain.height -= 1) {
    if (chain.bitsOf(chain.height) !== bits) {
      bits = chain.bitsOf(chain.height);
      work = workOf(bits);
    }
    chain.work = chain.work - work;
  }
}
