import React from "react";

type Props = { title: string };

/** Shows it. */
export const App: React.FC<Props> = ({ title }) => <div className="app">{title}</div>;

export default function Page() {
  const [on, set] = useState(false);
  return <App title="x" />;
}
