import type { WalletName } from '@istsi/client/wallets';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import type { Account } from '../account/account.tsx';
import { type OpenSignature, openSignatures, watchOpen } from './open-signatures.ts';
import { useReadBack } from './read-back.tsx';
import { type Done, sendSigned } from './send-signed.ts';
import { type Promised, signPromised } from './sign-promised.ts';
import { isSponsored, type Prepared, toSign } from './sponsored.ts';

export interface ToSign {
  account: Account;
  prepared: Prepared;
  promised: Promised;
  kind: OpenSignature['kind'];
  /** What it does, in a line. */
  what: string;
  onDone?: (done: Done) => unknown;
}

/** Signs what the page says and sends it. While something that was signed before may still happen, a second one takes a word more. */
export function useSigning({ account, prepared, promised, kind, what, onDone }: ToSign) {
  const queries = useQueryClient();
  const open = useOpenSignatures(account.address);
  const [isMeant, setMeant] = useState(false);
  const [isAsking, setAsking] = useState(false);
  /** Of this very signature: that it is open is no reason to ask. */
  const [id] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join('-'));
  const readBack = useReadBack(toSign(prepared), promised);
  const send = useMutation({
    mutationFn: async () => {
      setAsking(true);
      const signed = await signPromised(account, toSign(prepared), promised).finally(() => setAsking(false));
      const until =
        'validUntilLedger' in promised ? { ledger: promised.validUntilLedger } : { at: promised.validUntil };
      const one = { id, account: account.address, kind, isSponsored: isSponsored(prepared), signed, what, until };
      return await sendSigned({ ...one, signedAt: Date.now() });
    },
    onSuccess: async (done) => {
      void queries.invalidateQueries({ queryKey: ['mine'] });
      await onDone?.(done);
    },
  });
  const before = open.filter((each) => each.id !== id);
  /** It was sent and may still happen: the notice of every page sends the same again. */
  const isOpen = open.some((each) => each.id === id);
  return {
    ...{ kind, readBack, send, before, isMeant, setMeant },
    /** Whose window the page waits for; a key of this browser asks nobody. */
    asked: isAsking && isOfWallet(account.keeper) ? account.keeper : undefined,
    maySign: readBack.isSame && !isOpen && (before.length === 0 || isMeant),
  };
}

const isOfWallet = (keeper: Account['keeper']): keeper is WalletName => keeper !== 'browser' && keeper !== 'passkey';

export const useOpenSignatures = (address: string): readonly OpenSignature[] =>
  useSyncExternalStore(watchOpen, openSignatures).filter(({ account }) => account === address);
