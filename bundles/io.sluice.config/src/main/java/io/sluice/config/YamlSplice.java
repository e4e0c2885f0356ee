/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.config.Shape.Style;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One change to a YAML text: finds the characters to take out and to put in. It guesses what people would have written;
 * whether the result says what it shall is checked by {@link YamlEdit}.
 */
final class YamlSplice {
    private static final int USUAL_STEP = 2;

    private final String text;
    private final String lineBreak;
    private final YamlWriter writer;
    private final int step;
    /** Ends of what is replaced and the new text, by start; they do not overlap. */
    private final Map<Integer, Patch> patches = new TreeMap<>();

    private record Patch(int end, String text) {}

    /**
     * Where a value stands.
     *
     * @param parent null for the top
     * @param entry null within a list
     * @param flow within braces or brackets
     */
    record Spot(@Nullable Shape parent, Shape.@Nullable Entry entry, boolean flow) {}

    YamlSplice(String text, Shape root) {
        this.text = text;
        lineBreak = Lines.breakOf(text);
        step = stepOf(root);
        writer = new YamlWriter(lineBreak, step);
    }

    /** The text with the change. */
    String result() {
        StringBuilder result = new StringBuilder();
        int at = 0;
        for (Map.Entry<Integer, Patch> patch : patches.entrySet()) {
            result.append(text, at, patch.getKey()).append(patch.getValue().text());
            at = patch.getValue().end();
        }
        return result.append(text, at, text.length()).toString();
    }

    private void patch(int start, int end, String with) {
        Patch there = patches.get(start);
        patches.put(
                start,
                there == null ? new Patch(end, with) : new Patch(Math.max(end, there.end()), there.text() + with));
    }

    /** Puts another value in the place of one. */
    void replace(Shape old, Node wanted, Spot spot) {
        if (spot.flow() || spot.entry() == null && spot.parent() instanceof Shape.Row row && isOnLineOfDash(old, row)) {
            String json = spot.flow() ? writer.flow(wanted, isJson(spot)) : writer.inline(wanted);
            replaceInline(old, wanted instanceof Node.Scalar scalar ? scalarLike(old, scalar, spot) : json, spot);
        } else if (spot.entry() == null) {
            patch(old.start(), old.end(), writer.inline(wanted));
        } else if (YamlWriter.isBlock(wanted)) {
            int key = columnOf(spot.entry().start());
            String lines = writer.block(wanted, indent(key + step));
            int lineOfKey = Lines.end(text, spot.entry().key().end());
            if (old.start() > lineOfKey) {
                patch(lineOfKey, Lines.end(text, old.end()), lineBreak + lines);
            } else {
                patch(spaceBefore(old), old.end(), "");
                patch(Lines.end(text, old.end()), Lines.end(text, old.end()), lineBreak + lines);
            }
        } else {
            String value = wanted instanceof Node.Scalar scalar ? scalarLike(old, scalar, spot) : writer.inline(wanted);
            int lineOfKey = Lines.end(text, spot.entry().key().end());
            if (old.start() > lineOfKey) {
                int colon = text.indexOf(':', spot.entry().key().end()) + 1;
                patch(colon, colon, " " + value);
                patch(lineOfKey, Lines.end(text, old.end()), "");
            } else {
                replaceInline(old, value, spot);
            }
        }
    }

    private void replaceInline(Shape old, String value, Spot spot) {
        boolean missing = old.start() == old.end();
        boolean colon = missing && spot.entry() != null && text.charAt(old.start() - 1) != ':';
        patch(old.start(), old.end(), (colon ? ": " : missing ? " " : "") + value);
    }

    private boolean isOnLineOfDash(Shape old, Shape.Row row) {
        return row.flow() || Lines.before(text, old.start()).contains("-");
    }

    /** With the quotes that the old value had. */
    private String scalarLike(Shape old, Node.Scalar wanted, Spot spot) {
        Style style = old instanceof Shape.Leaf leaf ? leaf.style() : Style.PLAIN;
        if (!wanted.plain() && style == Style.DOUBLE) {
            return YamlWriter.doubleQuoted(wanted.text());
        }
        if (!wanted.plain() && style == Style.SINGLE && YamlWriter.fitsSingleQuotes(wanted.text())) {
            return "'" + wanted.text() + "'";
        }
        return YamlWriter.scalar(wanted, spot.flow(), spot.flow() && isJson(spot));
    }

    private boolean isJson(Spot spot) {
        return spot.entry() != null && spot.entry().key().style() == Style.DOUBLE;
    }

    /** Adds a key behind the last one of a table that has some. */
    void append(Shape.Table table, Node.Field field, Spot spot) {
        List<Shape.Entry> entries = table.entries();
        Shape.Entry last = entries.get(entries.size() - 1);
        if (table.flow()) {
            boolean json = last.key().style() == Style.DOUBLE;
            String entry = writer.flowEntry(field, json);
            insertIntoFlow(last.start(), last.end(), table.end(), entry);
        } else if (spot.parent() == null) {
            appendAtTop(table, field);
        } else {
            String indent = indentOf(table.first());
            int end = Lines.end(text, last.end());
            patch(end, end, lineBreak + indent + writer.entry(field, indent));
        }
    }

    /** Adds a section at the end of the file, also to one that has none. */
    void appendAtTop(Shape.@Nullable Table table, Node.Field field) {
        String indent = table == null ? "" : indentOf(table.first());
        StringBuilder more = new StringBuilder();
        boolean open = !text.isEmpty() && !Lines.isBreak(text.charAt(text.length() - 1));
        if (open) {
            more.append(lineBreak);
        }
        boolean airy = text.contains(lineBreak + lineBreak);
        if (airy && !text.endsWith(lineBreak + lineBreak) && !endsWithBlock(table)) {
            more.append(lineBreak);
        }
        more.append(indent).append(writer.entry(field, indent));
        patch(text.length(), text.length(), open ? more.toString() : more + lineBreak);
    }

    private static boolean endsWithBlock(@Nullable Shape shape) {
        if (shape instanceof Shape.Table table && !table.entries().isEmpty()) {
            return endsWithBlock(table.entries().get(table.entries().size() - 1).value());
        }
        if (shape instanceof Shape.Row row && !row.items().isEmpty()) {
            return endsWithBlock(row.items().get(row.items().size() - 1));
        }
        return shape instanceof Shape.Leaf leaf && leaf.style() == Style.BLOCK;
    }

    /** Behind a part of a flow collection: on a line of its own when that part has one. */
    private void insertIntoFlow(int lastStart, int lastEnd, int end, String more) {
        int comma = commaAfter(lastEnd, end - 1);
        String before = Lines.before(text, lastStart);
        int line = Lines.end(text, lastEnd);
        if (before.isBlank() && line < end) {
            if (comma < 0) {
                patch(lastEnd, lastEnd, ",");
            }
            int at = comma < 0 ? line : Math.max(line, Lines.end(text, comma));
            patch(at, at, lineBreak + before + more);
        } else {
            patch(lastEnd, lastEnd, ", " + more);
        }
    }

    /** The comma between two offsets that is not in a comment, or -1. */
    private int commaAfter(int start, int end) {
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            if (c == ',') {
                return at;
            }
            if (c == '#') {
                at = Lines.end(text, at);
            }
        }
        return -1;
    }

    /** Adds an item to a list that has some. */
    void insert(Shape.Row row, int index, Node item, Spot spot) {
        List<Shape> items = row.items();
        boolean last = index == items.size();
        Shape neighbour = items.get(last ? index - 1 : index);
        if (row.flow()) {
            String more =
                    writer.flow(item, spot.entry() != null && spot.entry().key().style() == Style.DOUBLE);
            if (last) {
                insertIntoFlow(neighbour.start(), neighbour.end(), row.end(), more);
            } else {
                patch(neighbour.start(), neighbour.start(), more + ", ");
            }
            return;
        }
        String indent = indent(columnOf(dash(row, Math.min(index, items.size() - 1))));
        String line = indent + writer.item(item, indent);
        if (last) {
            int end = Lines.end(text, neighbour.end());
            patch(end, end, lineBreak + line);
        } else {
            int start = Lines.start(text, dash(row, index));
            patch(start, start, line + lineBreak);
        }
    }

    /** Takes a key out. */
    void remove(Shape.Table table, int index, Spot spot) {
        List<Shape.Entry> entries = table.entries();
        Shape.Entry entry = entries.get(index);
        if (table.flow()) {
            int before = index == 0 ? -1 : entries.get(index - 1).end();
            int after =
                    index == entries.size() - 1 ? -1 : entries.get(index + 1).start();
            removeFromFlow(table, before, entry.start(), entry.end(), after);
        } else if (entries.size() == 1 && spot.parent() != null) {
            empty(table, "{}", spot);
        } else if (Lines.before(text, entry.start()).isBlank()) {
            removeLines(entry.start(), entry.end());
        } else {
            // The first key of a list's item, behind the dash.
            int next =
                    entries.size() == 1 ? entry.end() : entries.get(index + 1).start();
            boolean comment = text.substring(entry.end(), next).contains("#");
            patch(entry.start(), comment ? entry.end() : next, "");
        }
    }

    /** Takes an item out. */
    void remove(Shape.Row row, int index, Spot spot) {
        List<Shape> items = row.items();
        Shape item = items.get(index);
        if (row.flow()) {
            int before = index == 0 ? -1 : items.get(index - 1).end();
            int after = index == items.size() - 1 ? -1 : items.get(index + 1).start();
            removeFromFlow(row, before, item.start(), item.end(), after);
        } else if (items.size() == 1) {
            empty(row, "[]", spot);
        } else {
            int dash = dash(row, index);
            if (Lines.before(text, dash).isBlank()) {
                removeLines(dash, item.end());
            } else {
                patch(dash, index == items.size() - 1 ? item.end() : dash(row, index + 1), "");
            }
        }
    }

    /** A block collection of which nothing stays. */
    private void empty(Shape block, String nothing, Spot spot) {
        Shape.Entry entry = spot.entry();
        if (entry == null || block.start() <= Lines.end(text, entry.key().end())) {
            patch(block.start(), block.end(), nothing);
            return;
        }
        int colon = text.indexOf(':', entry.key().end()) + 1;
        patch(colon, colon, " " + nothing);
        removeLines(firstOf(block), block.end());
    }

    private int firstOf(Shape block) {
        return block instanceof Shape.Table table ? table.first() : dash((Shape.Row) block, 0);
    }

    private void removeLines(int from, int to) {
        patch(Lines.start(text, from), Lines.next(text, to), "");
    }

    private void removeFromFlow(Shape whole, int before, int start, int end, int after) {
        int comma = commaAfter(end, after < 0 ? whole.end() - 1 : after);
        boolean ownLine = Lines.before(text, start).isBlank();
        int behind = comma < 0 ? end : comma + 1;
        String rest = text.substring(behind, Lines.end(text, behind)).strip();
        if (ownLine && (rest.isEmpty() || rest.startsWith("#"))) {
            patch(Lines.start(text, start), Lines.next(text, behind), "");
            int left = comma >= 0 || before < 0 ? -1 : commaAfter(before, start);
            if (left >= 0) {
                patch(left, left + 1, "");
            }
        } else if (after >= 0) {
            boolean comment = text.substring(end, after).contains("#");
            patch(start, comment ? comma + 1 : after, "");
        } else if (before >= 0) {
            boolean comment = text.substring(before, start).contains("#");
            patch(comment ? start : before, comma < 0 || comment ? end : comma, "");
        } else {
            int open = text.lastIndexOf(whole instanceof Shape.Table ? '{' : '[', start);
            boolean comment = text.substring(open, whole.end()).contains("#");
            patch(comment ? start : open + 1, comment ? behind : whole.end() - 1, "");
        }
    }

    /** The dash of an item: in the column of the list, at or above the item's line. */
    private int dash(Shape.Row row, int index) {
        int column = columnOf(row.start());
        int floor = index == 0 ? row.start() : row.items().get(index - 1).end();
        int line = Lines.start(text, row.items().get(index).start());
        while (true) {
            int at = line + column;
            if (at >= floor && at < text.length() && text.charAt(at) == '-') {
                return at;
            }
            if (line <= floor) {
                // Properties, or a layout that is not known here: the check after the change finds out.
                return row.items().get(index).start();
            }
            line = Lines.start(text, line - (text.startsWith("\r\n", line - 2) ? 2 : 1));
        }
    }

    /** Where the spaces before a value begin. */
    private int spaceBefore(Shape value) {
        int at = value.start();
        while (at > 0 && (text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t')) {
            at--;
        }
        return at;
    }

    private int columnOf(int offset) {
        return offset - Lines.start(text, offset);
    }

    private String indentOf(int first) {
        String before = Lines.before(text, first);
        return before.isBlank() ? before : indent(before.length());
    }

    private static String indent(int columns) {
        return " ".repeat(columns);
    }

    /** By how many columns the first nested level is indented. */
    private int stepOf(Shape top) {
        if (top instanceof Shape.Table table && !table.flow()) {
            for (Shape.Entry entry : table.entries()) {
                boolean below = entry.value() instanceof Shape.Table t
                        && !t.flow()
                        && !t.entries().isEmpty();
                int column = below ? columnOf(((Shape.Table) entry.value()).first()) - columnOf(entry.start()) : 0;
                if (column > 0) {
                    return column;
                }
            }
        }
        return USUAL_STEP;
    }
}
