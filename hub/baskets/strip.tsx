// How much is in the basket, on the pages where one chooses.
import { fill, type Language, texts } from '../platform/texts.ts';
import { type Choice, carrying, sizeOf } from './choice.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

/** `carried`: what the address holds for somebody who has not signed in, or chose before signing in. */
export type Basket = {
  choice: Choice;
  carried: Choice;
  /** How many variables of the address do not fit. */
  left: number;
};

export function BasketStrip({ language, basket }: { language: Language; basket: Basket }) {
  const text = say(language);
  const count = sizeOf(basket.choice);
  return (
    <p class="basket-strip">
      <a href={carrying('/basket', basket.carried)}>
        {count === 0 ? text.stripEmpty : fill(count === 1 ? text.stripOne : text.strip, { count })}
      </a>
    </p>
  );
}

/** In a form: what the address carries goes with it. */
export function CarriedFields({ carried }: { carried: Choice }) {
  return (
    <>
      {carried.map(({ dataset, variables }) => (
        <input type="hidden" name="choose" value={`${dataset}:${variables.join(',')}`} />
      ))}
    </>
  );
}
