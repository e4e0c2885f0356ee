/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.driver.Source;
import io.sluice.api.stream.StreamName;
import io.sluice.config.Note.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the sections {@code streams}, {@code preload} and {@code publish}. */
final class StreamsReader {
    static final int MAX_STREAMS = 4096;
    private static final int MAX_SOURCES = 32;
    private static final String SOURCES_ALLOWED =
            "a source like rtsp://host/path, a list of sources, nothing for a stream that is published to, or"
                    + " {takeover: true} for one whose publishers replace each other";
    private static final String PRELOAD_ALLOWED =
            "what to keep running, for example \"video\", \"video&audio\" or \"video=h264&audio=aac\"";
    private static final Pattern PRELOAD = Pattern.compile("(video|audio|microphone)(=[\\w,/.*-]*)?");

    private final Reading reading;
    private final Map<String, Map<String, Object>> streams = new LinkedHashMap<>();

    StreamsReader(Reading reading) {
        this.reading = reading;
    }

    /** Properties by stream name. */
    Map<String, Map<String, Object>> read(Node.Fields file) {
        for (Node.Field field : fieldsOf(file, Schema.STREAMS, "names with their sources")) {
            stream(field);
        }
        for (Node.Field field : fieldsOf(file, Schema.PRELOAD, "names of streams with what to keep running")) {
            preload(field);
        }
        for (Node.Field field : fieldsOf(file, Schema.PUBLISH, "names of streams with URLs")) {
            String key = Schema.PUBLISH + "." + Texts.shown(field.key());
            if (sources(key, field.value()) != null) {
                reading.note(field.place(), key, Verdict.LATER, "");
            }
        }
        return streams;
    }

    private List<Node.Field> fieldsOf(Node.Fields file, String section, String allowed) {
        Node.Field field = file.field(section);
        if (field == null || Node.isNull(field.value())) {
            return List.of();
        }
        if (field.value() instanceof Node.Fields fields) {
            return fields.fields();
        }
        reading.refuse(field.value().place(), section + " is " + field.value().kind() + "; allowed: " + allowed);
        return List.of();
    }

    private void stream(Node.Field field) {
        String key = Schema.STREAMS + "." + Texts.shown(field.key());
        String name;
        try {
            name = StreamName.of(field.key()).toString();
        } catch (IllegalArgumentException wrong) {
            reading.refuse(field.place(), key + ": " + wrong.getMessage());
            return;
        }
        if (streams.containsKey(name)) {
            reading.refuse(field.place(), key + " is there twice (names are compared in Unicode's normal form C)");
            return;
        }
        if (streams.size() == MAX_STREAMS) {
            reading.refuse(field.place(), "there are more than " + MAX_STREAMS + " streams");
        }
        Node takeover = takeover(field.value());
        List<Source> sources = takeover == null ? sources(key, field.value()) : List.of();
        if (sources == null || streams.size() >= MAX_STREAMS) {
            return;
        }
        if (takeover != null && !isBoolean(takeover)) {
            reading.refuse(takeover.place(), key + ".takeover is " + takeover.kind() + "; allowed: true or false");
            return;
        }
        Map<String, Object> properties = new TreeMap<>();
        properties.put("name", name);
        properties.put("sources", sources.stream().map(Source::raw).toArray(String[]::new));
        properties.put("preload", "");
        properties.put(
                "takeover",
                takeover instanceof Node.Scalar scalar && scalar.text().equals("true"));
        streams.put(name, properties);
        reading.note(
                field.place(),
                key,
                Verdict.USED,
                sources.isEmpty()
                        ? "no source, somebody publishes to it"
                        : Texts.shown(shownOf(field.value()).toString()));
    }

    /** What {@code {takeover: …}} says of a stream without sources, or null. */
    private static @Nullable Node takeover(Node value) {
        return value instanceof Node.Fields fields && fields.fields().size() == 1
                ? fields.fields().stream()
                        .filter(field -> field.key().equals("takeover") && !Node.isNull(field.value()))
                        .map(Node.Field::value)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static boolean isBoolean(Node node) {
        return node instanceof Node.Scalar scalar
                && (scalar.text().equals("true") || scalar.text().equals("false"));
    }

    /** Null when something was refused. */
    private @Nullable List<Source> sources(String key, Node value) {
        Node node = value;
        if (node instanceof Node.Fields fields && withoutTrap(node) == node) {
            // go2rtc's long form: {url: …}
            Node.Field url = fields.field("url");
            if (url == null || fields.fields().size() > 1) {
                reading.refuse(node.place(), key + " is " + node.kind() + "; allowed: " + SOURCES_ALLOWED);
                return null;
            }
            node = url.value();
        }
        if (node instanceof Node.Scalar scalar && scalar.text().isEmpty() || Node.isNull(node)) {
            return List.of();
        }
        List<Node> items = node instanceof Node.Items list ? list.items() : List.of(node);
        if (items.size() > MAX_SOURCES) {
            reading.refuse(node.place(), key + " has more than " + MAX_SOURCES + " sources");
            return null;
        }
        var sources = new ArrayList<Source>();
        for (Node written : items) {
            Node item = withoutTrap(written);
            if (!(item instanceof Node.Scalar scalar) || Node.isNull(item)) {
                reading.refuse(item.place(), key + " has " + item.kind() + " as a source; allowed: " + SOURCES_ALLOWED);
                continue;
            }
            try {
                sources.add(Source.of(scalar.text()));
            } catch (IllegalArgumentException wrong) {
                reading.refuse(item.place(), key + ": " + wrong.getMessage());
            }
        }
        return sources.size() == items.size() ? sources : null;
    }

    private static List<String> shownOf(Node node) {
        if (withoutTrap(node) instanceof Node.Scalar scalar) {
            return List.of(Texts.shown(scalar.shown()));
        }
        List<Node> below = node instanceof Node.Items list
                ? list.items()
                : ((Node.Fields) node).fields().stream().map(Node.Field::value).toList();
        return below.stream().flatMap(item -> shownOf(item).stream()).toList();
    }

    /** In YAML {@code - demo:} is a key without value; here it is a source. */
    private static Node withoutTrap(Node node) {
        return node instanceof Node.Fields fields
                        && fields.fields().size() == 1
                        && Node.isNull(fields.fields().get(0).value())
                        && !fields.fields().get(0).key().equals("url")
                ? new Node.Scalar(node.place(), fields.fields().get(0).key() + ":", false)
                : node;
    }

    private void preload(Node.Field field) {
        String key = Schema.PRELOAD + "." + Texts.shown(field.key());
        if (!(field.value() instanceof Node.Scalar scalar)) {
            reading.refuse(
                    field.value().place(), key + " is " + field.value().kind() + "; allowed: " + PRELOAD_ALLOWED);
            return;
        }
        // go2rtc: nothing said means both.
        String query = scalar.isNull() || scalar.text().isEmpty() ? "video&audio" : scalar.text();
        for (String part : query.split("&", -1)) {
            if (!PRELOAD.matcher(part).matches()) {
                reading.refuse(
                        field.value().place(),
                        key + ": \"" + Texts.shown(scalar.shown()) + "\" is not allowed; allowed: " + PRELOAD_ALLOWED);
                return;
            }
        }
        Map<String, Object> stream =
                streams.get(java.text.Normalizer.normalize(field.key(), java.text.Normalizer.Form.NFC));
        if (stream == null) {
            reading.note(field.place(), key, Verdict.IGNORED, "streams has no stream of this name");
        } else {
            stream.put("preload", query);
            reading.note(field.place(), key, Verdict.USED, Texts.shown(query));
        }
    }
}
