/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/** The kinds of values that {@link Schema} is made of. */
final class ValueTypes {
    private static final int MAX_TEXT = 4096;
    private static final int MAX_ITEMS = 256;
    // An empty host: all interfaces (go2rtc's ":8554"). Port 0: any free one.
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[[0-9a-fA-F:.%a-z]+]|[\\p{Alnum}._-]*|\\*):(\\d{1,5})(/tcp|/udp)?");

    private static final Pattern GROUPS =
            Pattern.compile("2(?:2[4-9]|3\\d)(?:\\.(?:\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])){3}"
                    + "(?:/(?:[4-9]|[12]\\d|3[0-2]))?(?::\\d{3,4}[02468])?");

    /** Any text. */
    static final ValueType TEXT = scalar("a text", text -> text.length() <= MAX_TEXT ? text : null);

    /** {@code HOST:PORT}, {@code :PORT} or nothing. */
    static final ValueType ADDRESS_OR_NONE = scalar(
            "HOST:PORT with a port up to 65535, for example \"127.0.0.1:8554\" or \":8554\", or \"\" for off",
            ValueTypes::address);

    /** A range of multicast groups, or nothing. */
    static final ValueType GROUPS_OR_NONE = scalar(
            "a range of multicast groups, perhaps with an even port, for example 239.255.42.0/24:5004, or \"\" for off",
            text -> text.isEmpty() || GROUPS.matcher(text).matches() ? text : null);

    static final ValueType BOOLEAN = scalar(
            "true or false",
            AttributeDefinition.BOOLEAN,
            text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null);

    static final ValueType ABSOLUTE_PATH =
            scalar("an absolute path, for example /usr/bin/ffmpeg", text -> text.startsWith("/") ? text : null);

    /** Arguments of a program: a list as it is, or one text that the program's bundle splits at blanks, once. */
    static final ValueType ARGUMENTS = new ValueType() {
        @Override
        public @Nullable Object read(String key, Node node, Reading reading) {
            return (node instanceof Node.Items ? listOf(TEXT) : TEXT).read(key, node, reading);
        }

        @Override
        public String allowed() {
            return "arguments as a text or a list";
        }
    };

    /** A text that is never shown. */
    static final ValueType SECRET = new ValueType() {
        @Override
        public @Nullable Object read(String key, Node node, Reading reading) {
            if (node instanceof Node.Scalar scalar && scalar.text().length() <= MAX_TEXT) {
                return scalar.text();
            }
            reading.refuse(node.place(), key + " is not a single text");
            return null;
        }

        @Override
        public int formType() {
            return AttributeDefinition.PASSWORD;
        }

        @Override
        public String shown(Object value) {
            return "***";
        }
    };

    private ValueTypes() {}

    static ValueType duration(String min, String max) {
        Duration least = parsed(min);
        Duration most = parsed(max);
        return scalar(DurationText.ALLOWED + ", from " + min + " to " + max, text -> {
            Duration value = DurationText.parse(text);
            return value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0
                    ? null
                    : DurationText.plain(text, value);
        });
    }

    private static Duration parsed(String text) {
        Duration value = DurationText.parse(text);
        if (value == null) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }

    static ValueType integer(int min, int max) {
        return scalar("a whole number from " + min + " to " + max, AttributeDefinition.INTEGER, text -> {
            if (!text.matches("\\d{1,9}")) {
                return null;
            }
            int value = Integer.parseInt(text);
            return value < min || value > max ? null : value;
        });
    }

    static ValueType number(double min, double max) {
        return scalar("a number from " + min + " to " + max, AttributeDefinition.DOUBLE, text -> {
            if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
                return null;
            }
            double value = new BigDecimal(text).doubleValue();
            return value < min || value > max ? null : value;
        });
    }

    static ValueType oneOf(String... values) {
        List<String> options = List.of(values);
        return new Single(
                String.join(", ", values),
                AttributeDefinition.STRING,
                options,
                text -> options.contains(text) ? text : null);
    }

    /** Several values; a single one may stand without a list around it, an empty one is no value. */
    static ValueType listOf(ValueType type) {
        return new Several(type);
    }

    /** @param check gives the property, or null for what is refused */
    static ValueType scalar(String allowed, Function<String, @Nullable Object> check) {
        return scalar(allowed, AttributeDefinition.STRING, check);
    }

    private static ValueType scalar(String allowed, int formType, Function<String, @Nullable Object> check) {
        return new Single(allowed, formType, List.of(), check);
    }

    /** @param check gives the property, or null for what is not allowed */
    private record Single(
            @Override String allowed,
            @Override int formType,
            @Override List<String> options,
            Function<String, @Nullable Object> check)
            implements ValueType {
        @Override
        public @Nullable Object read(String key, Node node, Reading reading) {
            if (!(node instanceof Node.Scalar scalar)) {
                reading.refuse(node.place(), key + " is " + node.kind() + "; allowed: " + allowed);
                return null;
            }
            Object value = check.apply(scalar.text());
            if (value == null) {
                reading.refuse(
                        node.place(),
                        key + ": \"" + Texts.shown(scalar.shown()) + "\" is not allowed; allowed: " + allowed);
            }
            return value;
        }
    }

    private record Several(ValueType type) implements ValueType {
        @Override
        public @Nullable Object read(String key, Node node, Reading reading) {
            List<Node> items = node instanceof Node.Items list ? list.items() : List.of(node);
            if (items.size() > MAX_ITEMS) {
                reading.refuse(node.place(), key + " has more than " + MAX_ITEMS + " values");
                return null;
            }
            var values = new ArrayList<String>();
            for (Node item : items) {
                if (item instanceof Node.Scalar scalar && scalar.text().isEmpty()) {
                    continue;
                }
                Object value = type.read(key, item, reading);
                if (value != null) {
                    values.add(value.toString());
                }
            }
            return values.toArray(String[]::new);
        }

        @Override
        public String allowed() {
            return type.allowed();
        }

        @Override
        public boolean isList() {
            return true;
        }
    }

    private static @Nullable Object address(String text) {
        if (text.isEmpty()) {
            return text;
        }
        Matcher form = ADDRESS.matcher(text);
        return form.matches() && Integer.parseInt(form.group(1)) <= 65535 ? text : null;
    }
}
