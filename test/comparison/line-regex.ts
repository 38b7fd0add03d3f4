/**
 * What a search over lines can tell: between the line of an enable and that of the next disable no line may return,
 * enter, dereference, sleep, unlock or flush; a function has as many enables as disables.
 */
export function searchLines(text: string): readonly { readonly line: number; readonly message: string }[] {
  const found: { line: number; message: string }[] = [];
  let on = false;
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    if (content.startsWith('}') && on) found.push({ line, message: 'the function ends with the mode on' });
    if (content.startsWith('}')) on = false;
    else if (/\blazy_mmu_mode_enable\w*\(/.test(content) && !/^\w/.test(content)) {
      if (on) found.push({ line, message: 'enters the mode twice' });
      on = true;
    } else if (/\blazy_mmu_mode_disable\(/.test(content) && !/^\w/.test(content)) {
      if (!on) found.push({ line, message: 'leaves a mode that is off' });
      on = false;
    } else if (on) {
      for (const [pattern, message] of forbidden) if (pattern.test(content)) found.push({ line, message });
    }
  }
  return found;
}

const forbidden: readonly (readonly [RegExp, string])[] = [
  [/\breturn\b/, 'returns with the mode on'],
  [/(?:^|[(!,=])\s*\*\w*pte\w*\b(?!\s*=\s*pte_offset)|\b\w*pte\w*->pte\b/, 'dereferences an entry'],
  [
    /\b(?:cond_resched|might_sleep|msleep|mutex_lock|down_read|synchronize_rcu|copy_from_user|split_folio)\(/,
    'may sleep',
  ],
  [/\bGFP_KERNEL/, 'may sleep'],
  [/\b(?:pte_unmap_unlock|spin_unlock)\(/, 'unlocks with the mode on'],
  [/\bflush_tlb_\w+\(/, 'flushes with the mode on'],
];
