// A file that cannot be imported, with the reason for the steward. It names lines and columns, never a value.
export class ImportError extends Error {
  override name = 'ImportError';
}
