// Which pages there are, for whom: what the tests of every page, and the pictures in docs/, go through.

export type Story = {
  origin: string;
  /** References and ids of what the story made. */
  application: string;
  permit: string;
  study: string;
};

export const everyPage: Record<string, (story: Story) => string[]> = {
  nobody: () => ['/', '/sign-in', '/datasets', '/datasets/heart', '/register', '/stations', '/ui', '/accessibility', '/privacy'],
  innovator: ({ application, permit, study }) => [
    '/',
    '/me',
    '/me/signing-key',
    '/datasets/heart',
    '/basket',
    '/applications',
    '/applications/new',
    `/applications/${application}`,
    '/permits',
    `/permits/${permit}`,
    '/studies',
    `/studies/new?permit=${permit}`,
    `/studies/${study}`,
    `/studies/${study}/report`,
  ],
  officer: ({ application, permit }) => ['/', '/desk', `/desk/${application}`, '/permits', `/permits/${permit}`, '/register'],
  'steward-zurich': ({ study }) => ['/', '/stations', '/stations/zurich', `/studies/${study}`],
};
