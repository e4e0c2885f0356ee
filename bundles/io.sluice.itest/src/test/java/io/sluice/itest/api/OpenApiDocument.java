/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** An OpenAPI document, and whether answers are what it says. The part of JSON Schema that the document uses. */
final class OpenApiDocument {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private final Map<?, ?> root;

    OpenApiDocument(String yaml) {
        root = (Map<?, ?>) parsed(yaml);
    }

    /** YAML, and with that JSON too. */
    static Object parsed(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    /** As {@code GET /streams}. */
    Set<String> operations() {
        var operations = new TreeSet<String>();
        map(root.get("paths"))
                .forEach((path, item) -> map(item).keySet().stream()
                        .map(String::valueOf)
                        .filter(METHODS::contains)
                        .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        return operations;
    }

    /** What is wrong with an answer; empty: nothing. */
    List<String> problems(String operation, Curl.Reply reply) {
        String method = operation.replaceFirst(" .*", "").toLowerCase(Locale.ROOT);
        Map<?, ?> responses = map(map(map(map(root.get("paths")).get(operation.replaceFirst("\\S+ ", "")))
                        .get(method))
                .get("responses"));
        Object found = responses.get(String.valueOf(reply.status()));
        if (found == null) {
            return List.of("status " + reply.status() + " is not described: " + reply.body());
        }
        Object content = map(resolved(found)).get("content");
        if (content == null) {
            return reply.body().isEmpty() ? List.of() : List.of("a body is not described");
        }
        String type = String.valueOf(reply.headers().get("content-type")).replaceFirst(";.*", "");
        Object described = map(content).get(type);
        if (described == null) {
            return List.of("the type " + type + " is not described");
        }
        var problems = new ArrayList<String>();
        if (type.endsWith("json")) {
            check("$", map(described).get("schema"), parsed(reply.body()), problems);
        }
        return problems;
    }

    private Object resolved(Object node) {
        if (node instanceof Map<?, ?> map && map.get("$ref") instanceof String reference) {
            Object at = root;
            for (String step : reference.substring(2).split("/")) {
                at = map(at).get(step);
            }
            return at;
        }
        return node;
    }

    private void check(String place, Object described, Object value, List<String> problems) {
        Map<?, ?> schema = map(resolved(described));
        if (schema.get("allOf") instanceof List<?> all) {
            all.forEach(each -> check(place, each, value, problems));
        }
        Object type = schema.get("type");
        List<?> types = type instanceof List<?> several ? several : type == null ? List.of() : List.of(type);
        if (!types.isEmpty() && types.stream().noneMatch(each -> isOf(String.valueOf(each), value))) {
            problems.add(place + " is not " + types + ": " + value);
        }
        if (schema.get("enum") instanceof List<?> allowed && !allowed.contains(value)) {
            problems.add(place + " is none of " + allowed + ": " + value);
        }
        if (value instanceof List<?> items && schema.get("items") != null) {
            for (int i = 0; i < items.size(); i++) {
                check(place + "[" + i + "]", schema.get("items"), items.get(i), problems);
            }
        }
        if (value instanceof Map<?, ?> members) {
            members(place, schema, members, problems);
        }
    }

    private void members(String place, Map<?, ?> schema, Map<?, ?> members, List<String> problems) {
        if (schema.get("required") instanceof List<?> required) {
            required.stream()
                    .filter(name -> !members.containsKey(name))
                    .forEach(name -> problems.add(place + " lacks " + name));
        }
        Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> properties ? properties : Map.of();
        Object others = schema.get("additionalProperties");
        members.forEach((name, value) -> {
            if (known.containsKey(name)) {
                check(place + "." + name, known.get(name), value, problems);
            } else if (Boolean.FALSE.equals(others)) {
                problems.add(place + " has " + name + ", which is not described");
            } else if (others instanceof Map<?, ?>) {
                check(place + "." + name, others, value, problems);
            }
        });
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List<?>;
            case "object" -> value instanceof Map<?, ?>;
            case "null" -> value == null;
            default -> throw new AssertionError("type " + type + " is not known here");
        };
    }

    private static Map<?, ?> map(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new AssertionError("the document has no map here: " + value);
        }
        return map;
    }
}
