import { acts } from './acts.tsx';
import type { Specimen } from './specimens.ts';
import { values } from './values.tsx';

/** What the pages are made of, so that it is looked at whole: `npx vite interfaces/ui` shows it while one works on it. */
export function EveryPart() {
  return (
    <main className="every-part">
      <h1>Every part, in every state</h1>
      {[...values, ...acts].map((specimen) => (
        <PartStates key={specimen.part} {...specimen} />
      ))}
    </main>
  );
}

function PartStates({ part, states }: Specimen) {
  return (
    <section data-part={part} id={part}>
      <h2>{part}</h2>
      <div className="states">
        {states.map(([state, shown]) => (
          <figure key={state}>
            <figcaption>{state}</figcaption>
            {shown}
          </figure>
        ))}
      </div>
    </section>
  );
}
