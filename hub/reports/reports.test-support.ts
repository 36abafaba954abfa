// For tests of reports: a story study's source with every text hostile, and validation against the published schema.
import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';

const read = (name: string) => readFileSync(new URL(`./chai/${name}`, import.meta.url), 'utf8');

/** What the Applied Model Card's schema has against a document; empty where it is valid. */
export async function wrongWithCard(xml: string): Promise<string[]> {
  // The import is pointed at the stand-in, since tests have no network.
  const schema = read('schema.xsd').replace('http://www.w3.org/TR/xmldsig-core/xmldsig-core-schema.xsd', 'xmldsig.xsd');
  const result = await validateXML({
    xml: [{ fileName: 'card.xml', contents: xml }],
    schema: [{ fileName: 'schema.xsd', contents: schema }],
    preload: [{ fileName: 'xmldsig.xsd', contents: read('xmldsig-stand-in.xsd') }],
  });
  return result.valid ? [] : result.errors.map((error) => error.rawMessage);
}

export const hostile =
  '<script>alert("x")</script> ]]> &amp; &#0; \u0000\u0001\u0008\u000b\u001b\u007f\u0085 \ud800 \udfff \ufffe\uffff \u202e \r\n 😀 \'"<!-- --> <?xml?> {title} </Summary>';
