// The picture that one remembers: a lock in section. Records, as dots, stay in the water below the gate; what was counted leaves above it.

/** Each hospital's persons lie close together, four hospitals beside each other. Drawn by the golden angle: even, and the same each time. */
function school(cx: number, cy: number, count: number): [number, number][] {
  return Array.from({ length: count }, (_, at) => {
    const [angle, distance] = [at * 2.39996, 7.2 * Math.sqrt(at + 0.6)];
    return [Math.round(cx + distance * 1.25 * Math.cos(angle)), Math.round(cy + distance * 0.62 * Math.sin(angle))];
  });
}

const schools = [school(130, 366, 30), school(252, 372, 34), school(376, 364, 26), school(474, 374, 22)];

export function LockScene() {
  return (
    <svg class="lock" viewBox="0 0 1440 440" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <circle class="light" cx="604" cy="84" r="34" />
      <path class="far" d="M0 232Q180 168 360 214T700 176T1010 150T1440 176V440H0Z" />
      <path class="near" d="M0 276Q220 226 430 262T820 214T1160 168T1440 206V440H0Z" />

      {/* How far the chamber will be filled. */}
      <path class="mark" d="M544 206H872" />
      {/* The keeper's house on the far bank. */}
      <g class="house">
        <path class="wall" d="M694 236V196H762V236Z" />
        <path class="roof" d="M686 198L728 168L770 198Z" />
        <path class="chimney" d="M744 182V164H752V188Z" />
        <path class="frame" d="M694 196V236M762 196V236" />
        <path class="window" d="M703 205h12v13h-12zM741 205h12v13h-12z" />
        <path class="door" d="M723 236V210h10v26z" />
      </g>

      {/* Three waters, each higher than the one before. */}
      <path class="upper" d="M884 206H1440V440H884Z" />
      <path class="middle" d="M532 268H884V440H532Z" />
      <path class="lower" d="M0 330H532V440H0Z" />
      <path class="surface" d="M0 330H532M532 268H884M884 206H1440" />
      <path class="ripple" d="M60 340h70M300 338h44M410 343h60M596 279h64M742 284h40M1120 218h90M1290 226h64M960 228h36" />

      {/* How low it has been. */}
      <path class="mark" d="M544 330H872" />
      <g class="records">
        {schools.flat().map(([cx, cy]) => (
          <circle cx={cx} cy={Math.max(342, cy)} r="3.1" />
        ))}
      </g>

      {/* The bed, the sill under the upper gate, and the gates with their balance beams. */}
      <path class="bed" d="M0 408H532V420H868V352L884 340H1440V440H0Z" />
      <g class="gate-leaf">
        <path class="leaf" d="M524 246h16v176h-16zM876 186h16v158h-16z" />
        <path
          class="plank"
          d="M524 276h16M524 306h16M524 336h16M524 366h16M524 396h16M876 214h16M876 242h16M876 270h16M876 298h16"
        />
        <path class="beam" d="M540 246L404 236v11L524 257zM892 186L756 176v11L876 197z" />
        <path class="tip" d="M404 236l22 1.6v11L404 247zM756 176l22 1.6v11L756 187z" />
      </g>

      {/* What leaves: a boat, and on it numbers. */}
      <g class="boat">
        <path class="cargo" d="M964 196V168h14v28zM983 196V142h14v54zM1002 196V156h14v40z" />
        <path class="hull" d="M930 194H1052Q1044 222 1014 222H964Q938 222 930 194Z" />
        <path class="strake" d="M936 202H1046" />
        <path class="wake" d="M1060 216h34M1068 224h18" />
      </g>
    </svg>
  );
}
