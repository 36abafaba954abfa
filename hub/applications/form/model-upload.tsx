// Bringing a model: the file is tried at once as a station would, and put into the application under its digest.
import type { Language } from '../../platform/texts.ts';
import { FileField } from '../../ui/form.tsx';
import type { FormView } from './views.ts';
import { say } from './words.ts';

type Props = { language: Language; form: FormView; another: boolean };

export function ModelUpload({ language, form, another }: Props) {
  const text = say(language);
  return (
    <div class="upload">
      <FileField name="model_file" label={text.modelFile} hint={another ? undefined : text.uploadModelWhy} accept=".onnx" />
      <p>
        <button type="submit" formaction={`/models/${form.reference}`} formenctype="multipart/form-data" class="quiet">
          {text.uploadModelDo}
        </button>
      </p>
    </div>
  );
}
