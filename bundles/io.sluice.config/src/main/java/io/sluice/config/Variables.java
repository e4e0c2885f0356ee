/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values from outside the file, so that passwords need not stand in it: {@code ${NAME}} and {@code ${NAME:default}} as
 * in go2rtc. The section {@code env} is asked first, then systemd's credentials, then the environment. What is put in
 * is not looked at again.
 */
final class Variables {
    static final String SECTION = "env";
    private static final int MAX_TEXT = 16_384;
    private static final Pattern FORM = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_-]*)(?::([^{}]*))?}");

    private final Map<String, String> own = new HashMap<>();
    private final Function<String, @Nullable String> outside;
    private final List<String> problems = new ArrayList<>();

    private Variables(Function<String, @Nullable String> outside) {
        this.outside = outside;
    }

    /**
     * The tree with all variables replaced in values; keys stay as they are.
     *
     * @param outside value of a name, or null
     * @throws ConfigException when a variable has neither value nor default
     */
    static Node.Fields resolve(Node.Fields file, Function<String, @Nullable String> outside) throws ConfigException {
        var variables = new Variables(outside);
        Node.Field section = file.field(SECTION);
        if (section != null && section.value() instanceof Node.Fields fields) {
            for (Node.Field field : fields.fields()) {
                if (field.value() instanceof Node.Scalar scalar) {
                    variables.own.put(field.key(), scalar.text());
                }
            }
        }
        var resolved = (Node.Fields) variables.resolved(file);
        if (!variables.problems.isEmpty()) {
            throw new ConfigException(variables.problems);
        }
        return resolved;
    }

    /** From systemd's credentials or the environment. */
    static @Nullable String ofThisMachine(String name) {
        String directory = System.getenv("CREDENTIALS_DIRECTORY");
        if (directory != null) {
            FileContent content = FileContent.of(Path.of(directory, name));
            if (content.problem() == null) {
                return new String(content.bytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
            }
        }
        return System.getenv(name);
    }

    private Node resolved(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return scalar.text().contains("${") ? replaced(scalar) : scalar;
        }
        if (node instanceof Node.Items list) {
            return new Node.Items(
                    list.place(), list.items().stream().map(this::resolved).toList());
        }
        var fields = (Node.Fields) node;
        return new Node.Fields(
                fields.place(),
                fields.fields().stream()
                        .map(f -> new Node.Field(f.place(), f.key(), resolved(f.value())))
                        .toList());
    }

    private Node.Scalar replaced(Node.Scalar scalar) {
        Matcher form = FORM.matcher(scalar.text());
        StringBuilder text = new StringBuilder();
        while (form.find()) {
            String value = valueOf(form.group(1));
            if (value == null) {
                value = form.group(2);
            }
            if (value == null) {
                problems.add(
                        scalar.place() + ": ${" + form.group(1) + "} is set neither in env nor in the environment");
                value = "";
            }
            form.appendReplacement(text, Matcher.quoteReplacement(value));
            if (text.length() > MAX_TEXT) {
                problems.add(scalar.place() + ": is longer than " + MAX_TEXT + " characters with its variables");
                return scalar;
            }
        }
        return new Node.Scalar(scalar.place(), form.appendTail(text).toString(), false, scalar.shown());
    }

    private @Nullable String valueOf(String name) {
        String value = own.get(name);
        return value == null ? outside.apply(name) : value;
    }
}
