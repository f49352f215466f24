/** The key as it is engraved on a Latin keyboard, so that the keys of a screen work in a Cyrillic layout, too, and digits where they take a shift. */
export function latinKey({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  if (/^Key[A-Z]$/.test(code) && !/^[a-z]$/i.test(key)) {
    return code.slice(3).toLowerCase();
  }
  return /^Digit[0-9]$/.test(code) && !shiftKey ? code.slice(5) : key;
}
