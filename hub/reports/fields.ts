// What the owner of a study may state in a report beside the records, field by field; the ids of items are TRIPOD+AI's.
export const tripodFields = [
  ...['3a', '3b', '3c', '9a', '10', '12c', '13', '14', '15', '16', '18a', '18b', '19'],
  ...['25', '26', '27a', '27b', '27c'],
] as const;
export const cardFields = [
  ...['developer-contact', 'release-stage', 'release-date', 'release-version', 'availability', 'regulatory'],
  ...['how-to-use', 'cautions', 'risk-level', 'maintenance', 'security', 'publications', 'consent', 'keywords'],
] as const;
export const fields: readonly string[] = [...tripodFields, ...cardFields];
export const longestStatement = 5000;
