// What PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) ask of a file as a whole and pdfkit does not do by itself. Checked with veraPDF,
// profiles ua1 and 2a, on every kind of document that is made here.

/** A longer string is no PDF/A (6.1.13); a character takes two bytes where one of them is not Latin. */
const longestString = 32_767 / 2;

/** What pdfkit calls while it ends a document, and what it then reads; its types know none of it. */
type Ending = {
  info: Record<string, unknown>;
  appendXML: (xml: string) => void;
  endSubset: () => void;
};

/**
 * pdfkit's own choice for PDF/UA writes a CIDSet beside each font, without the glyph of what is missing, and so fails 7.21.4.2. Its choice for
 * PDF/A-2a writes none, and the colour profile that device colours need (6.2.4.3).
 */
export const subset = 'PDF/A-2a';

/** Has the file say that it is PDF/UA, and PDF/A-2a where it can be; to be called before the document ends. */
export function sayWhatItIs(doc: PDFKit.PDFDocument, metadata: Record<string, string>): void {
  const ending = doc as unknown as Ending;
  const endAsArchive = ending.endSubset.bind(ending);
  const forArchives = Object.values(metadata).every((text) => text.length <= longestString);
  ending.endSubset = () => {
    // The title goes from here into XML, and pdfkit does not escape it; the entry that is no XML is written by now.
    ending.info.Title = inXml(String(ending.info.Title));
    if (forArchives) endAsArchive();
    ending.appendXML(accessible);
    if (forArchives) ending.appendXML(explained);
  };
}

const inXml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const accessible = `
        <rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
            <pdfuaid:part>1</pdfuaid:part>
        </rdf:Description>`;

/** PDF/A knows no PDF/UA: a file that is both describes the one entry of the other (6.6.2.3). */
const explained = `
        <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
            xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
            <pdfaExtension:schemas>
                <rdf:Bag>
                    <rdf:li rdf:parseType="Resource">
                        <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
                        <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
                        <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
                        <pdfaSchema:property>
                            <rdf:Seq>
                                <rdf:li rdf:parseType="Resource">
                                    <pdfaProperty:name>part</pdfaProperty:name>
                                    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
                                    <pdfaProperty:category>internal</pdfaProperty:category>
                                    <pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
                                </rdf:li>
                            </rdf:Seq>
                        </pdfaSchema:property>
                    </rdf:li>
                </rdf:Bag>
            </pdfaExtension:schemas>
        </rdf:Description>`;
