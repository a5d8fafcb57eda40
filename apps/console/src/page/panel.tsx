import { useId, type ReactElement, type ReactNode } from 'react';

interface PanelParts {
  readonly title: ReactNode;
  /** Beside the title, such as a link to all. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A part of a screen with its title. */
export function Panel({ title, aside, children, className = '' }: PanelParts): ReactElement {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
