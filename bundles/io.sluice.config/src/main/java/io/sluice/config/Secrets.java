/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.driver.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the secrets of a text: values of secret keys, credentials within URLs, and both in comments. */
final class Secrets {
    static final String MASK = "***";

    private static final Pattern BARE_USER_INFO =
            Pattern.compile("[^\\s/\"'@:]+:(?!\\*\\*\\*@)[^\\s/\"'@]+@(?=[\\w\\[])");
    private static final Pattern SECRET_NAME =
            Pattern.compile("pass|pwd|secret|token|credential|private|digest|^pin$", Pattern.CASE_INSENSITIVE);
    private static final Pattern IN_COMMENT = Pattern.compile(
            "(\\w*(?:pass|pwd|secret|token|credential)\\w*[\"']?\\s*[:=]\\s*)(\"[^\"]+\"|'[^']+'|[^\\s,}\"'#&]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_-]*}");
    /** Their keys are names, their values sources or queries. */
    private static final Set<String> NAMED = Set.of(Schema.STREAMS, Schema.PRELOAD, Schema.PUBLISH);
    /** Nothing in them is for others. */
    private static final Set<String> ALL_SECRET = Set.of(Variables.SECTION, "wyze", "xiaomi", "ngrok");

    private Secrets() {}

    /**
     * A text of the file that is or holds a secret, or could.
     *
     * @param place tells it from others: keys from the top, items by their name or number
     * @param start of its text in the file, without anchor and tag
     * @param written with its quotes
     * @param masked the value as it may be shown; the value itself when it holds no secret
     * @param quotable false for a comment
     */
    record Part(String place, int line, int start, String written, String value, String masked, boolean quotable) {
        int end() {
            return start + written.length();
        }

        /** What stands in the file when the value is another one. */
        String writtenAs(String other) {
            if (!quotable) {
                return other;
            }
            int at = written.indexOf(value);
            boolean verbatim = !value.isEmpty() && at >= 0 && written.indexOf(value, at + 1) < 0;
            boolean fits = at == 0 ? YamlWriter.isPlain(other, true) : isSimple(other);
            return verbatim && fits
                    ? written.substring(0, at) + other + written.substring(at + value.length())
                    : YamlWriter.doubleQuoted(other);
        }

        private static boolean isSimple(String text) {
            return text.chars().noneMatch(c -> c == '"' || c == '\'' || c == '\\' || c < ' ');
        }
    }

    /** Masks what may stand anywhere in a text. */
    static String mask(String text) {
        return BARE_USER_INFO.matcher(Source.mask(text)).replaceAll(MASK + "@");
    }

    static String maskComment(String comment) {
        return mask(IN_COMMENT.matcher(comment).replaceAll("$1" + MASK));
    }

    /** The parts of a text that can be parsed, by place in the text. */
    static List<Part> of(Node.Fields tree, String text) {
        var finder = new Finder(text);
        if (ShapeReader.read(text) instanceof Shape.Table table) {
            finder.fields("", tree, table, 0);
        }
        finder.parts.sort(Comparator.comparingInt(Part::start));
        finder.comments();
        finder.parts.sort(Comparator.comparingInt(Part::start));
        return finder.parts;
    }

    private static final class Finder {
        private final String text;
        private final List<Part> parts = new ArrayList<>();
        private String section = "";

        Finder(String text) {
            this.text = text;
        }

        private void fields(String place, Node.Fields fields, Shape.Table table, int depth) {
            for (int i = 0; i < fields.fields().size(); i++) {
                Node.Field field = fields.fields().get(i);
                Shape.Entry entry = table.entries().get(i);
                if (depth == 0) {
                    section = field.key();
                }
                String below = place + "." + mask(field.key());
                leaf(below + " ", field.place().line(), entry.key(), field.key(), false);
                boolean named = NAMED.contains(section);
                boolean secret =
                        depth > 0 && !named && SECRET_NAME.matcher(field.key()).find();
                value(below, field.value(), entry.value(), depth + 1, secret || ALL_SECRET.contains(section));
            }
        }

        private void value(String place, Node node, Shape shape, int depth, boolean secret) {
            if (node instanceof Node.Fields fields && shape instanceof Shape.Table table) {
                fields(place, fields, table, depth);
            } else if (node instanceof Node.Items list && shape instanceof Shape.Row row) {
                var names = new ArrayList<String>();
                for (int i = 0; i < list.items().size(); i++) {
                    String name = nameOf(list.items().get(i), i);
                    names.add(name);
                    // Rows that look the same are told by their order.
                    String below = place + name + "#" + Collections.frequency(names, name);
                    value(
                            below.replaceFirst("#1$", ""),
                            list.items().get(i),
                            row.items().get(i),
                            depth,
                            secret);
                }
            } else if (node instanceof Node.Scalar scalar && shape instanceof Shape.Leaf leaf) {
                leaf(place, scalar.place().line(), leaf, scalar.text(), secret);
            }
        }

        /** Rows are told by what they are, not by where they stand: a password must not wander to the next user. */
        private static String nameOf(Node item, int index) {
            if (!(item instanceof Node.Fields fields)) {
                return "[" + index + "]";
            }
            Node.Field name = fields.field("name");
            if (name != null && name.value() instanceof Node.Scalar scalar) {
                return "[" + scalar.text() + "]";
            }
            StringBuilder all = new StringBuilder("[");
            for (Node.Field field : fields.fields()) {
                if (field.value() instanceof Node.Scalar scalar
                        && !SECRET_NAME.matcher(field.key()).find()) {
                    all.append(field.key())
                            .append('=')
                            .append(mask(scalar.text()))
                            .append(' ');
                }
            }
            return all.append(']').toString();
        }

        private void leaf(String place, int line, Shape.Leaf leaf, String value, boolean secret) {
            if (leaf.style() == Shape.Style.ALIAS || leaf.start() == leaf.end()) {
                return;
            }
            int start = leaf.start();
            while (text.charAt(start) == '&' || text.charAt(start) == '!') {
                while (start < leaf.end() && !Character.isWhitespace(text.charAt(start))) {
                    start++;
                }
                while (start < leaf.end() && Character.isWhitespace(text.charAt(start))) {
                    start++;
                }
                if (start == leaf.end()) {
                    return;
                }
            }
            boolean whole = (secret || value.contains("PRIVATE KEY"))
                    && !value.isEmpty()
                    && !VARIABLE.matcher(value).matches();
            parts.add(new Part(
                    place, line, start, text.substring(start, leaf.end()), value, whole ? MASK : mask(value), true));
        }

        /** What stands between the values is punctuation and comments. */
        private void comments() {
            var found = new ArrayList<Part>();
            int at = 0;
            for (Part part : parts) {
                comments(at, part.start(), found);
                at = part.end();
            }
            comments(at, text.length(), found);
            parts.addAll(found);
        }

        private void comments(int from, int to, List<Part> found) {
            for (int at = from; at < to; at++) {
                if (text.charAt(at) == '#') {
                    String comment = text.substring(at, Math.min(to, Lines.end(text, at)));
                    found.add(new Part("#", 0, at, comment, comment, maskComment(comment), false));
                    at += comment.length();
                }
            }
        }
    }
}
