/** Who an image starts as, without the group: `app:app` is `app`. */
export function userOf(user: string): string {
  return user.split(':')[0] || 'root';
}
