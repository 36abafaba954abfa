// How large a brought model may be. Beside inspect.ts, so that whoever asks for the size alone does not load what reads models.
export const maxModelBytes = 20 * 1024 * 1024;
