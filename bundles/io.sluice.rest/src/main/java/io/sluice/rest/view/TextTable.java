/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in columns that are as wide as their widest cell, for whoever asks with {@code Accept: text/plain}. */
public final class TextTable {
    private static final int MAX_WIDTH = 60;

    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... heads) {
        row((Object[]) heads);
    }

    public TextTable row(Object... cells) {
        rows.add(Arrays.stream(cells).map(cell -> clean(String.valueOf(cell))).toList());
        return this;
    }

    /** What others wrote must not move the cursor or colour the terminal. */
    private static String clean(String text) {
        var clean = new StringBuilder();
        text.codePoints()
                .forEach(c -> clean.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return clean.toString();
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(MAX_WIDTH, length(row.get(i))));
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(Math.max(0, widths[i] - length(row.get(i))) + 2));
            }
            text.append(text.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
        }
        return text.toString();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
