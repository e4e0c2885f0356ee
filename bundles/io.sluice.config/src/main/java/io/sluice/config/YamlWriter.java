/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.ArrayList;
import java.util.regex.Pattern;

/** Writes values as YAML. */
final class YamlWriter {
    private static final Pattern PLAIN =
            Pattern.compile("[\\p{L}\\p{N}/_.$(+^~][\\p{L}\\p{M}\\p{N} /_.$()+^~:;@%=&?!*'<>|\\\\{}\\[\\],#\"-]*");
    /** What YAML 1.1 or 1.2 take for something else than a text. */
    private static final Pattern LOOKS_LIKE_ANOTHER = Pattern.compile(
            "~|<<|=|null|y|n|yes|no|on|off|true|false|[-+]?[.\\d][\\d_,.:eExXoO+a-fA-F-]*|[-+]?\\.(?:inf|nan)"
                    + "|\\d[\\d:. tTzZ+-]*",
            Pattern.CASE_INSENSITIVE);

    private final String lineBreak;
    private final int step;

    /** @param step columns by which a level is indented */
    YamlWriter(String lineBreak, int step) {
        this.lineBreak = lineBreak;
        this.step = step;
    }

    /** In one line; {@code json}: every text in double quotes. */
    String flow(Node node, boolean json) {
        if (node instanceof Node.Items list) {
            return list.items().isEmpty()
                    ? "[]"
                    : "["
                            + String.join(
                                    ", ",
                                    list.items().stream()
                                            .map(i -> flow(i, json))
                                            .toList()) + "]";
        }
        if (node instanceof Node.Fields fields) {
            return fields.fields().isEmpty()
                    ? "{}"
                    : "{ "
                            + String.join(
                                    ", ",
                                    fields.fields().stream()
                                            .map(f -> flowEntry(f, json))
                                            .toList()) + " }";
        }
        return scalar((Node.Scalar) node, true, json);
    }

    String flowEntry(Node.Field field, boolean json) {
        return key(field.key(), true, json) + ": " + flow(field.value(), json);
    }

    /** Lines of a collection that is not empty, without a line break at the end. */
    String block(Node node, String indent) {
        var lines = new ArrayList<String>();
        if (node instanceof Node.Items list) {
            list.items().forEach(item -> lines.add(indent + item(item, indent)));
        } else {
            ((Node.Fields) node).fields().forEach(field -> lines.add(indent + entry(field, indent)));
        }
        return String.join(lineBreak, lines);
    }

    /** {@code key: value}, whose lines after the first are indented more than the key. */
    String entry(Node.Field field, String indent) {
        return key(field.key(), false, false) + ":"
                + (isBlock(field.value())
                        ? lineBreak + block(field.value(), indent + " ".repeat(step))
                        : " " + inline(field.value()));
    }

    /** {@code - value}. */
    String item(Node item, String indent) {
        String deeper = indent + "  ";
        return isBlock(item) ? "- " + block(item, deeper).substring(deeper.length()) : "- " + inline(item);
    }

    /** True for what takes lines of its own. */
    static boolean isBlock(Node node) {
        return node instanceof Node.Items list && !list.items().isEmpty()
                || node instanceof Node.Fields fields && !fields.fields().isEmpty();
    }

    /** What stands on the line of its key. */
    String inline(Node node) {
        return node instanceof Node.Scalar scalar ? scalar(scalar, false, false) : flow(node, false);
    }

    static String scalar(Node.Scalar scalar, boolean flow, boolean json) {
        if (scalar.plain()) {
            return scalar.text().isEmpty() ? "null" : scalar.text();
        }
        return json || !isPlain(scalar.text(), flow) ? doubleQuoted(scalar.text()) : scalar.text();
    }

    static String key(String key, boolean flow, boolean json) {
        return json || !isPlain(key, flow) ? doubleQuoted(key) : key;
    }

    /** True for a text that needs no quotes. */
    static boolean isPlain(String text, boolean flow) {
        return PLAIN.matcher(text).matches()
                && !LOOKS_LIKE_ANOTHER.matcher(text).matches()
                && !text.endsWith(" ")
                && !text.endsWith(":")
                && !text.contains(": ")
                && !text.contains(" #")
                && !text.startsWith("...")
                && !(flow && (text.matches(".*[\\[\\]{},].*") || text.contains("\"")));
    }

    static boolean fitsSingleQuotes(String text) {
        return text.codePoints().noneMatch(c -> c == '\'' || isEscaped(c));
    }

    static String doubleQuoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (c == '\t') {
                quoted.append("\\t");
            } else if (isEscaped(c)) {
                quoted.append(c > 0xFFFF ? "\\U%08X".formatted(c) : "\\u%04X".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    /** Everything that is not seen or that ends a line for somebody. */
    private static boolean isEscaped(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE
                || type == Character.SPACE_SEPARATOR && c != ' ';
    }
}
