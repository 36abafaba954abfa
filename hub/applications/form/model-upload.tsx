// Bringing a model: the file is tried at once as a station would, and put into the application under its digest.
import type { Language } from '../../platform/texts.ts';
import { FileField, TextField } from '../../ui/form.tsx';
import type { FormView } from './views.ts';
import { say } from './words.ts';

export function ModelUpload({ language, form }: { language: Language; form: FormView }) {
  const text = say(language);
  return (
    <section class="beside">
      <h2 id="model-upload">{text.uploadModel}</h2>
      <p>{text.uploadModelWhy}</p>
      <TextField name="upload_name" label={text.modelName} size="medium" />
      <FileField name="model_file" label={text.modelFile} accept=".onnx" />
      <div class="actions">
        <button type="submit" formaction={`/models/${form.reference}`} formenctype="multipart/form-data" class="quiet">
          {text.uploadModelDo}
        </button>
      </div>
    </section>
  );
}
