/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes values in a YAML text and nothing else: comments, order, quotes, indentation and line ends of everything that
 * was not asked for stay byte for byte. Each step is read back; when it says anything else than it should, all of it is
 * refused.
 */
final class YamlEdit {
    /** Far more than any edit takes; a text that comes no nearer to what it shall say ends here. */
    private static final int MAX_STEPS = 20_000;

    private final String name;
    private String text;

    private YamlEdit(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * The text with another value at a path.
     *
     * @param name of the file, for messages
     * @param path keys from the top
     * @param value null: the key goes
     * @throws ConfigException when the text is wrong, or cannot be changed without changing more
     */
    static String set(String name, String text, List<String> path, @Nullable Object value) throws ConfigException {
        return set(name, text, YamlText.parse(name, text), path, value);
    }

    /** @param tree of the text */
    static String set(String name, String text, Node.Fields tree, List<String> path, @Nullable Object value)
            throws ConfigException {
        Node.Fields wanted;
        try {
            wanted = Tree.with(tree, path, value == null ? null : Tree.of(value));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException(new Place(name, 0), shown(path) + " " + wrong.getMessage());
        }
        var edit = new YamlEdit(name, text);
        edit.become(tree, wanted, path);
        return edit.text;
    }

    private void become(Node.Fields is, Node.Fields wanted, List<String> path) throws ConfigException {
        Node.Fields tree = is;
        for (int steps = 0; !Tree.same(tree, wanted); steps++) {
            Shape shape = ShapeReader.read(text);
            var splice = new YamlSplice(text, shape);
            try {
                Node said = step(splice, tree, wanted, shape, new YamlSplice.Spot(null, null, false));
                text = splice.result();
                tree = YamlText.parse(name, text);
                if (steps < MAX_STEPS && Tree.same(tree, said)) {
                    continue;
                }
            } catch (ConfigException broken) {
                // As below: the step is taken back with everything before it.
            }
            throw new ConfigException(
                    new Place(name, 0),
                    shown(path) + " cannot be changed without changing more (an anchor, an alias or an unusual layout);"
                            + " change it in the file");
        }
    }

    private static String shown(List<String> path) {
        return Texts.shown(String.join(".", path));
    }

    /** Makes the first change that is needed, and returns the tree as it must be after it. */
    private Node step(YamlSplice splice, Node is, Node wanted, Shape shape, YamlSplice.Spot spot) {
        if (is instanceof Node.Fields a && wanted instanceof Node.Fields b && shape instanceof Shape.Table table) {
            return stepOf(splice, a, b, table, spot);
        }
        if (is instanceof Node.Items a && wanted instanceof Node.Items b && shape instanceof Shape.Row row) {
            return stepOf(splice, a, b, row, spot);
        }
        if (spot.parent() == null && wanted instanceof Node.Fields b && is instanceof Node.Fields) {
            Node.Field first = b.fields().get(0);
            splice.appendAtTop(null, first);
            return new Node.Fields(is.place(), List.of(first));
        }
        splice.replace(shape, wanted, spot);
        return wanted;
    }

    private Node stepOf(
            YamlSplice splice, Node.Fields is, Node.Fields wanted, Shape.Table table, YamlSplice.Spot spot) {
        List<Node.Field> fields = is.fields();
        Map<String, Node.Field> left = new LinkedHashMap<>();
        wanted.fields().forEach(field -> left.put(field.key(), field));
        for (int i = 0; i < fields.size(); i++) {
            Node.Field to = left.remove(fields.get(i).key());
            if (to == null) {
                splice.remove(table, i, spot);
                return new Node.Fields(is.place(), Changed.without(fields, i));
            }
            if (!Tree.same(fields.get(i).value(), to.value())) {
                Shape.Entry entry = table.entries().get(i);
                Node value = step(
                        splice,
                        fields.get(i).value(),
                        to.value(),
                        entry.value(),
                        new YamlSplice.Spot(table, entry, spot.flow() || table.flow()));
                Node.Field changed = new Node.Field(is.place(), to.key(), value);
                return new Node.Fields(is.place(), Changed.with(fields, i, changed));
            }
        }
        Node.Field more = left.values().iterator().next();
        if (fields.isEmpty()) {
            var one = new Node.Fields(is.place(), List.of(more));
            splice.replace(table, one, spot);
            return one;
        }
        splice.append(table, more, spot);
        return new Node.Fields(is.place(), Changed.inserted(fields, fields.size(), more));
    }

    private Node stepOf(YamlSplice splice, Node.Items is, Node.Items wanted, Shape.Row row, YamlSplice.Spot spot) {
        List<Node> items = is.items();
        int at = 0;
        int shorter = Math.min(items.size(), wanted.items().size());
        while (at < shorter && Tree.same(items.get(at), wanted.items().get(at))) {
            at++;
        }
        if (items.size() > wanted.items().size()) {
            splice.remove(row, at, spot);
            return new Node.Items(is.place(), Changed.without(items, at));
        }
        Node to = wanted.items().get(at);
        if (items.isEmpty()) {
            var one = new Node.Items(is.place(), List.of(to));
            splice.replace(row, one, spot);
            return one;
        }
        if (items.size() < wanted.items().size()) {
            splice.insert(row, at, to, spot);
            return new Node.Items(is.place(), Changed.inserted(items, at, to));
        }
        Node value = step(
                splice,
                items.get(at),
                to,
                row.items().get(at),
                new YamlSplice.Spot(row, null, spot.flow() || row.flow()));
        return new Node.Items(is.place(), Changed.with(items, at, value));
    }

    /** Copies of lists with one change. */
    private static final class Changed {
        static <T> List<T> without(List<T> list, int index) {
            var copy = new java.util.ArrayList<>(list);
            copy.remove(index);
            return copy;
        }

        static <T> List<T> with(List<T> list, int index, T value) {
            var copy = new java.util.ArrayList<>(list);
            copy.set(index, value);
            return copy;
        }

        static <T> List<T> inserted(List<T> list, int index, T value) {
            var copy = new java.util.ArrayList<>(list);
            copy.add(index, value);
            return copy;
        }
    }
}
