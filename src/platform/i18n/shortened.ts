/** How many characters of a text a message mentions. */
const MENTIONED = 60;

/** A text as a message mentions it: its first characters, and a sign that there is more. */
export function shortened(text: string, most = MENTIONED): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}
