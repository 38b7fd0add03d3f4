import { strict as assert } from 'node:assert';
import { compileFunction } from '../../../server/core/simulator/interpreter/compile/function.ts';
import { Linkage } from '../../../server/core/simulator/interpreter/compile/linkage.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { foreignWords } from '../../support/generated-code.ts';
import { configuration, resultOf } from './support.ts';

const parser = await loadKernelParser();

describe('generated code', () => {
  const text = `
struct constructor { int prototype; int __proto__; };
enum { hasOwnProperty = 3 };
static int eval(int require) { return require + 1; }
static int process;
int f(int globalThis, struct constructor *window)
{
	const char *import = "'); process.exit(1); //\`\${1}";
	int arguments = eval(globalThis), this = 2, x[3] = { 1, 2 }, *y = &this;
	struct constructor self = { .prototype = 1, .__proto__ = 2 };
restart:
	switch (arguments) { case hasOwnProperty: this++; break; case 5 ... 9: goto done; default: *y += x[1]; }
	if (this < 5) goto restart;
	process = ({ int await = self.prototype; while (await < 3) await++; await; });
	undefined_helper(import[0], window->prototype, window->valueOf);
done:
	return this + process + self.__proto__ + (UNKNOWN ? "x"[0] : 0xffffffffffffffffUL % 7);
}
`;
  const file = parser.parse('hostile.c', text, configuration);
  const linkage = new Linkage({
    parser,
    file,
    configuration,
    headers: [],
    intrinsics: [],
    standIns: new Set(),
    constants: new Map(),
    scalars: [],
    declarations: '',
    traced: true,
  });

  it('holds generated names and numbers only, whatever the text is called', () => {
    const index = linkage.functionIndex('f');
    assert.ok(index !== undefined);
    const { source } = compileFunction(linkage, index);
    assert.ok(source.length > 500);
    assert.deepEqual([...new Set(foreignWords(source))], []);
  });

  it('runs names of JavaScript as what C means by them', () => {
    assert.equal(
      resultOf(
        'static int constructor(int toString) { int __proto__ = toString; return __proto__ + 1; }\nint f(int valueOf) { return constructor(valueOf); }',
        4,
      ),
      5,
    );
  });
});
