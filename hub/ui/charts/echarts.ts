// What of ECharts our pictures are made with.
import 'echarts/lib/chart/custom.js';
import 'echarts/lib/chart/line.js';
import 'echarts/lib/component/grid.js';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([SVGRenderer]);

export { init };
