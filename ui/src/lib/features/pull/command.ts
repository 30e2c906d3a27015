/** The command that pulls, for a platform of one's own choice. */
export function withPlatform(command: string, platform: string): string {
  return platform ? command.replace(/^(\S+ pull) /, `$1 --platform ${platform} `) : command;
}
