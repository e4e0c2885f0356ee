/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.config.Shape.Style;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Reads the {@link Shape} of a text that {@link YamlText} has accepted: what is bounded there is not looked at here.
 */
final class ShapeReader {
    private final String text;
    private final YamlText.Forgiven parsed;
    private final int[] offsets;
    private final Iterator<Event> events;

    private ShapeReader(String text, YamlText.Forgiven parsed) {
        this.text = text;
        this.parsed = parsed;
        this.offsets = offsets(parsed.text());
        this.events = new Parse(LoadSettings.builder().setUseMarks(true).build())
                .parseString(parsed.text())
                .iterator();
    }

    /** The shape of the top level; an empty leaf when there is none. */
    static Shape read(String text) {
        return new ShapeReader(text, YamlText.accepted(text)).document();
    }

    private Shape document() {
        Shape root = null;
        while (events.hasNext()) {
            if (events.next() instanceof NodeEvent node && root == null) {
                root = shape(node);
            }
        }
        return root == null ? new Shape.Leaf(text.length(), text.length(), Style.PLAIN) : root;
    }

    private Shape shape(NodeEvent event) {
        int start = offset(event.getStartMark());
        if (!(event instanceof CollectionStartEvent collection)) {
            return leaf(event, start);
        }
        if (event instanceof MappingStartEvent) {
            var entries = new ArrayList<Shape.Entry>();
            Event next = events.next();
            for (; next instanceof NodeEvent key; next = events.next()) {
                entries.add(new Shape.Entry((Shape.Leaf) shape(key), shape((NodeEvent) events.next())));
            }
            int end = collection.isFlow() || entries.isEmpty()
                    ? offset(next.getEndMark())
                    : entries.get(entries.size() - 1).end();
            return new Shape.Table(start, end, collection.isFlow(), entries);
        }
        var items = new ArrayList<Shape>();
        Event next = events.next();
        for (; next instanceof NodeEvent item; next = events.next()) {
            items.add(shape(item));
        }
        int end = collection.isFlow() || items.isEmpty()
                ? offset(next.getEndMark())
                : items.get(items.size() - 1).end();
        return new Shape.Row(start, end, collection.isFlow(), items);
    }

    private Shape.Leaf leaf(NodeEvent event, int start) {
        int end = offset(event.getEndMark());
        if (event instanceof AliasEvent || !(event instanceof ScalarEvent scalar)) {
            return new Shape.Leaf(start, end, Style.ALIAS);
        }
        if (scalar.isLiteral() || scalar.isFolded()) {
            return new Shape.Leaf(start, endOfBlock(start, end), Style.BLOCK);
        }
        Style style = scalar.isSQuoted() ? Style.SINGLE : scalar.isDQuoted() ? Style.DOUBLE : Style.PLAIN;
        boolean forgiven = style == Style.DOUBLE && start < end && text.charAt(start) != '"' && !hasProperties(scalar);
        return new Shape.Leaf(start, end, forgiven ? Style.PLAIN : style);
    }

    private static boolean hasProperties(ScalarEvent scalar) {
        return scalar.getAnchor().isPresent() || scalar.getTag().isPresent();
    }

    /** The parser counts the empty lines after a block to it; they belong to it only when its header has a plus. */
    private int endOfBlock(int start, int end) {
        int header = Lines.end(text, start);
        if (text.substring(start, header).indexOf('+') >= 0) {
            return end;
        }
        int last = end;
        while (last > header && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    private int offset(Optional<Mark> mark) {
        return parsed.original(offsets[mark.orElseThrow().getIndex()]);
    }

    /** The parser counts code points. */
    private static int[] offsets(String text) {
        int[] offsets = new int[text.length() + 1];
        int count = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            offsets[count++] = i;
        }
        offsets[count] = text.length();
        return offsets;
    }
}
