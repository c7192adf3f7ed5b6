import { answer } from '@istsi/client';
import { Button, useToast } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { api, refreshLive } from '../api.ts';
import { messages } from '../messages.ts';
import { Failed } from '../shell/failed.tsx';
import { saveFile } from '../shell/save-file.ts';

const { signers: say } = messages;

/** A payment to a signer that is on no network, and its signatures back: as a file (BIP-174), which every custodian checks again. */
export function Offline({ txid }: { txid: string }) {
  const id = useId();
  const toast = useToast();
  const params = { path: { txid } };
  const take = useMutation({
    mutationFn: async () => {
      const { psbt } = await answer(api.GET('/v1/payments/{txid}/psbt', { params }));
      const bytes = Uint8Array.from(atob(psbt), (letter) => letter.charCodeAt(0));
      saveFile([bytes], `${txid.slice(0, NAME_LETTERS)}.psbt`);
    },
  });
  const bring = useMutation({
    mutationFn: async (file: File) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const psbt = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
      await answer(api.POST('/v1/payments/{txid}/signatures', { params, body: { psbt } }));
    },
    onSuccess: async () => {
      toast(say.brought, 'good');
      await refreshLive();
    },
  });
  return (
    <details>
      <summary>{say.offline}</summary>
      <p className="small soft">{say.offlineMore}</p>
      <div className="buttons">
        <Button busy={take.isPending} onClick={() => take.mutate()} aria-label={say.takeOf(txid)}>
          {say.take}
        </Button>
      </div>
      <label className="small" htmlFor={id}>
        {say.bring}
      </label>
      <input
        id={id}
        type="file"
        accept=".psbt,application/octet-stream"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) bring.mutate(file);
          target.value = '';
        }}
      />
      <Failed error={take.error ?? bring.error} wasToBeDone />
    </details>
  );
}

const NAME_LETTERS = 16;
