import type { ContainerRow, PortView } from '$lib/ipc';

/** An opened port as it is written: `localhost:8080`, or `5353/udp` for what no browser opens. */
export function portText(port: PortView): string {
  if (port.url) return port.url.replace(/^https?:\/\//, '');
  const protocol = port.protocol === 'tcp' ? '' : `/${port.protocol}`;
  return `${port.hostPort}${protocol}`;
}

/** The opened ports, those for the browser first; the same one on several addresses once. */
export function openPorts(row: ContainerRow): PortView[] {
  const opened = row.ports.filter((port) => port.hostPort !== null);
  const once = new Map(opened.map((port) => [`${portText(port)} ${port.containerPort}`, port]));
  return [...once.values()].sort((a, b) => Number(b.url !== null) - Number(a.url !== null));
}

/** The port inside, with its protocol where that is not the usual one. */
export function insideText(port: PortView): string {
  return port.protocol === 'tcp' ? `${port.containerPort}` : `${port.containerPort}/${port.protocol}`;
}
