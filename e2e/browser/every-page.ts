// Which pages there are, for whom: what the tests of every page, and the pictures in docs/, go through.

export type Story = {
  origin: string;
  /** References and ids of what the story made: an application that became a permit with a study, */
  application: string;
  permit: string;
  study: string;
  /** one that is being assessed, and one that is being written. */
  open: string;
  draft: string;
};

const steps = ['project', 'who', 'purpose', 'benefit', 'data', 'methods', 'safeguards', 'check'];

export const everyPage: Record<string, (story: Story) => string[]> = {
  nobody: ({ application }) => [
    '/',
    '/sign-in',
    '/datasets',
    '/datasets?q=blodtyrck',
    '/datasets?q=hjärtinfarkt',
    '/datasets?place=outside',
    '/datasets/heart',
    '/basket?choose=heart:age,sex',
    '/register',
    '/register?outcome=results',
    `/register/${application}`,
    '/stations',
    '/stations/zurich',
    '/ui',
    '/accessibility',
    '/privacy',
  ],
  innovator: ({ application, permit, study, draft }) => [
    '/',
    '/me',
    '/me/signing-key',
    '/me/colleagues',
    '/invitations',
    '/me/acting-for',
    '/me/deletion',
    '/basket',
    '/applications',
    '/applications/new',
    `/applications/${application}`,
    `/applications/${application}/print`,
    ...steps.map((step) => `/applications/${draft}/form/${step}`),
    '/permits',
    `/permits/${permit}`,
    `/permits/${permit}/request`,
    `/permits/${permit}/views`,
    '/studies',
    `/studies/new?permit=${permit}`,
    `/studies/${study}`,
    `/studies/compare?a=${study}&b=${study}`,
    `/studies/${study}/report`,
    `/studies/${study}/report/statements`,
    `/studies/${study}/report/links`,
  ],
  officer: ({ application, open, permit }) => [
    '/desk',
    '/desk?show=closed',
    '/desk/settings',
    `/desk/${application}`,
    `/desk/${open}`,
    ...['ask', 'extend', 'vote', 'fee', 'refuse', 'grant', 'offer', 'approve', 'respond'].map((page) => `/desk/${open}/${page}`),
    '/permits',
    ...['', '/amend', '/revoke', '/hear', '/close-hearing'].map((page) => `/permits/${permit}${page}`),
    `/desk/${application}/appeal`,
  ],
  advisor: () => ['/organisations', '/organisations/hjartlyftet', '/organisations/va-long-beach/description'],
  'steward-zurich': ({ open, permit, study }) => [
    '/datasets',
    '/datasets/heart?done=checked',
    '/datasets/heart/description',
    '/organisations/university-hospitals-ch/description',
    '/stations',
    '/stations/zurich',
    `/applications/${open}`,
    `/permits/${permit}`,
    `/studies/${study}`,
  ],
};
