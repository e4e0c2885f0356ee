/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Makes the tree out of the parser's events. Not by snakeyaml's composer, which has no bound on the depth and keeps
 * doubled keys without a word.
 */
final class TreeReader {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NODES = 100_000;
    private static final Set<String> TAGS = Stream.of("str", "int", "float", "bool", "null", "seq", "map")
            .map(name -> "tag:yaml.org,2002:" + name)
            .collect(Collectors.toUnmodifiableSet());

    private final String file;
    private final Iterator<Event> events;
    private final Map<String, Node> anchors = new HashMap<>();
    private int nodes;

    TreeReader(String file, Iterable<Event> events) {
        this.file = file;
        this.events = events.iterator();
    }

    /** The only document, or an empty value when there is none. */
    Node document() throws ConfigException {
        Node root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent && root != null) {
                throw new ConfigException(placeOf(event), "a second YAML document begins; only one is allowed");
            } else if (event instanceof NodeEvent node) {
                root = node(node, 0);
            }
        }
        return root == null ? new Node.Scalar(new Place(file, 1), "", true) : root;
    }

    private Node node(NodeEvent event, int depth) throws ConfigException {
        Place place = placeOf(event);
        if (depth > MAX_DEPTH) {
            throw new ConfigException(place, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            Node target = anchors.get(alias.getAlias().getValue());
            if (target == null) {
                throw new ConfigException(
                        place, "the alias *" + alias.getAlias().getValue() + " has no anchor before it");
            }
            // Counts what it stands for: a few lines of aliases to aliases would be millions of nodes.
            count(target, place, depth);
            return target;
        }
        count(place);
        Node node;
        if (event instanceof ScalarEvent scalar) {
            refuseTag(place, scalar.getTag().orElse(""));
            node = new Node.Scalar(
                    place,
                    scalar.getValue(),
                    scalar.isPlain() && scalar.getTag().isEmpty());
        } else if (event instanceof SequenceStartEvent sequence) {
            refuseTag(place, sequence.getTag().orElse(""));
            node = items(place, depth);
        } else {
            refuseTag(place, ((MappingStartEvent) event).getTag().orElse(""));
            node = fields(place, depth);
        }
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), node));
        return node;
    }

    private Node items(Place place, int depth) throws ConfigException {
        var items = new ArrayList<Node>();
        while (events.next() instanceof NodeEvent item) {
            items.add(node(item, depth + 1));
        }
        return new Node.Items(place, items);
    }

    private Node fields(Place place, int depth) throws ConfigException {
        var fields = new ArrayList<Node.Field>();
        Set<String> keys = new HashSet<>();
        while (events.next() instanceof NodeEvent keyEvent) {
            Node key = node(keyEvent, depth + 1);
            if (!(key instanceof Node.Scalar scalar) || scalar.text().isEmpty()) {
                throw new ConfigException(key.place(), "a key must be a text");
            }
            if (scalar.plain() && scalar.text().equals("<<")) {
                throw new ConfigException(key.place(), "merge keys (<<) are not supported; write the keys out");
            }
            if (!keys.add(scalar.text())) {
                throw new ConfigException(key.place(), "the key \"" + Texts.shown(scalar.text()) + "\" is there twice");
            }
            fields.add(new Node.Field(key.place(), scalar.text(), node((NodeEvent) events.next(), depth + 1)));
        }
        return new Node.Fields(place, fields);
    }

    private void count(Place place) throws ConfigException {
        if (++nodes > MAX_NODES) {
            throw new ConfigException(
                    place, "has more than " + MAX_NODES + " values, aliases counted as what they stand for");
        }
    }

    private void count(Node node, Place place, int depth) throws ConfigException {
        count(place);
        if (depth > MAX_DEPTH) {
            throw new ConfigException(place, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (node instanceof Node.Items list) {
            for (Node item : list.items()) {
                count(item, place, depth + 1);
            }
        } else if (node instanceof Node.Fields fields) {
            for (Node.Field field : fields.fields()) {
                count(field.value(), place, depth + 1);
            }
        }
    }

    private static void refuseTag(Place place, String tag) throws ConfigException {
        if (!tag.isEmpty() && !TAGS.contains(tag)) {
            throw new ConfigException(place, "YAML tags like !name are not allowed");
        }
    }

    /** The same tree as if all of it stood at one place. */
    static Node relocated(Node node, Place place) {
        if (node instanceof Node.Scalar scalar) {
            return new Node.Scalar(place, scalar.text(), scalar.plain());
        }
        if (node instanceof Node.Items list) {
            return new Node.Items(
                    place, list.items().stream().map(i -> relocated(i, place)).toList());
        }
        return new Node.Fields(
                place,
                ((Node.Fields) node)
                        .fields().stream()
                                .map(f -> new Node.Field(place, f.key(), relocated(f.value(), place)))
                                .toList());
    }

    private Place placeOf(Event event) {
        return new Place(
                file, event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }
}
