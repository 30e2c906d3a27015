/** Signs that cannot be taken for one another, and that no shell, address or form trips over. */
const signs = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 24;

/** A password nobody has seen, about 139 bits. */
export function makePassword(): string {
  const fits = 256 - (256 % signs.length);
  let password = '';
  while (password.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < fits && password.length < length) password += signs[byte % signs.length];
    }
  }
  return password;
}
