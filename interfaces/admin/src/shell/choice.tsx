export interface ChoiceProps {
  label: string;
  value: string | undefined;
  /** What each value is called. */
  names: Readonly<Record<string, string>>;
  /** What it is called when none is chosen; absent: one always is. */
  any?: string;
  onChoose: (value: string) => void;
}

/** One of a few. */
export function Choice({ label, value = '', names, any, onChoose }: ChoiceProps) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChoose(target.value)}>
        {any !== undefined && <option value="">{any}</option>}
        {Object.entries(names).map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
