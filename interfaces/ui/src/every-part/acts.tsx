import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { FailureNotice } from '../parts/failure-notice.tsx';
import { Field } from '../parts/field.tsx';
import { Notice } from '../parts/notice.tsx';
import { SystemChanged } from '../parts/system-changed.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { useToast } from '../parts/toast.tsx';
import { ADDRESS, LONG, type Specimen } from './specimens.ts';

const nothing = (): void => undefined;
const tones = ['plain', 'good', 'wait', 'bad'] as const;
const failure = {
  title: 'The amount is above the limit',
  more: 'At most 0.05 BTC at once: send less, or ask for another tier.',
};

/** Parts that something is done with, or that say what became of it. */
export const acts: readonly Specimen[] = [
  {
    part: 'Button',
    states: [
      ...(['main', 'plain', 'quiet', 'danger'] as const).map(
        (look) =>
          [
            look,
            <Button key={look} look={look}>
              Do it
            </Button>,
          ] as const,
      ),
      [
        'cannot be pressed now',
        <Button key="off" look="main" disabled>
          Do it
        </Button>,
      ],
      [
        'at work',
        <Button key="busy" look="main" busy>
          Do it
        </Button>,
      ],
    ],
  },
  {
    part: 'Card',
    states: [
      [
        'with a title',
        <Card key="plain" title="A card">
          <p>What it is about.</p>
        </Card>,
      ],
      [
        'with something beside it',
        <Card key="aside" title="A card" aside={<span className="small">12</span>}>
          <p>What it is about.</p>
        </Card>,
      ],
      [
        'a form',
        <Card key="form" as="form" title="A form" onSubmit={nothing}>
          <Button type="submit" look="main">
            Send it
          </Button>
        </Card>,
      ],
      [
        'long words',
        <Card key="long" title={LONG}>
          <p>{LONG}</p>
        </Card>,
      ],
    ],
  },
  { part: 'Dialog', states: [['opened by its button', <OpensDialog key="dialog" />]] },
  {
    part: 'FailureNotice',
    states: [
      ['refused', <FailureNotice key="refused" failure={failure} />],
      ['something to try', <FailureNotice key="again" failure={failure} action={<Button>Try again</Button>} />],
      ['nothing failed, nothing is shown', <FailureNotice key="none" failure={null} />],
    ],
  },
  {
    part: 'Field',
    states: [
      ['empty', <Typed key="empty" label="Name" text="" />],
      ['with a hint', <Typed key="hint" label="Name" text="alice" hint="As others see it." />],
      [
        'with a problem',
        <Typed key="problem" label="Amount in BTC" text="21000001" problem="There are only 21 million." />,
      ],
      [
        'an address, with something behind it',
        <Typed key="code" label="Address" text={ADDRESS} code after={<Button look="quiet">Paste</Button>} />,
      ],
      ['not now', <Typed key="off" label="Name" text="alice" disabled />],
    ],
  },
  {
    part: 'Notice',
    states: [
      ...tones.map(
        (tone) =>
          [
            tone,
            <Notice key={tone} tone={tone} title="What happened">
              And what to do about it.
            </Notice>,
          ] as const,
      ),
      ['with something to do', <Notice key="action" title="What happened" action={<Button>Do it</Button>} />],
      [
        'long words',
        <Notice key="long" title={LONG}>
          {LONG}
        </Notice>,
      ],
    ],
  },
  {
    part: 'SystemChanged',
    states: [
      [
        'another one answers',
        <SystemChanged key="other" changes={[{ mark: 'contract', was: ADDRESS, is: null }]} onAccept={nothing} />,
      ],
      ['the same one', <SystemChanged key="same" changes={[]} onAccept={nothing} />],
    ],
  },
  {
    part: 'Tabs',
    states: [
      [
        'two',
        <Tabs
          key="tabs"
          label="Views"
          tabs={[
            { id: 'a', name: 'One', content: <p>The first.</p> },
            { id: 'b', name: 'Other', content: <p>The second.</p> },
          ]}
        />,
      ],
    ],
  },
  { part: 'Toasts', states: tones.map((tone) => [`${tone}, told by its button`, <Tells key={tone} tone={tone} />]) },
];

function OpensDialog() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open the dialog</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="What is asked">
        <p>{LONG}</p>
        <div className="buttons">
          <Button look="main" onClick={() => setOpen(false)}>
            Do it
          </Button>
        </div>
      </Dialog>
    </>
  );
}

function Typed({ text, ...field }: { text: string } & Omit<Parameters<typeof Field>[0], 'onText' | 'value'>) {
  const [value, setValue] = useState(text);
  return <Field {...field} value={value} onText={setValue} />;
}

function Tells({ tone }: { tone: (typeof tones)[number] }) {
  const tell = useToast();
  return <Button onClick={() => tell(`Something ${tone} happened`, tone, 'Elsewhere than here.')}>Tell it</Button>;
}
