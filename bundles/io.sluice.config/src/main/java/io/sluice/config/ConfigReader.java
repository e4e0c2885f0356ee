/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.config.Note.Verdict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The bytes of a file and the overrides of the command line to a model that is right in every part. */
final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads and checks everything.
     *
     * @param name of the file, for messages
     * @param overrides {@code a.b=VALUE} each
     * @throws ConfigException with all problems found
     */
    static ConfigModel read(String name, byte[] content, List<String> overrides) throws ConfigException {
        return read(name, content, overrides, Variables::ofThisMachine);
    }

    /** @param variables what {@code ${NAME}} stands for, or null */
    static ConfigModel read(
            String name, byte[] content, List<String> overrides, Function<String, @Nullable String> variables)
            throws ConfigException {
        var reading = new Reading();
        Node.Fields written = Variables.resolve(Overrides.apply(YamlText.parse(name, content), overrides), variables);
        Node.Fields file = Go2rtc.translated(written, reading);
        Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
        for (Section section : Schema.SECTIONS) {
            Node.Field field = file.field(section.name());
            sections.put(section.pid(), section.read(field == null ? null : field.value(), reading));
        }
        Map<String, Map<String, Object>> streams = new StreamsReader(reading).read(file);
        for (Node.Field field : file.fields()) {
            if (field.key().equals(Variables.SECTION)) {
                reading.note(field.place(), field.key(), Verdict.USED, "values of ${NAME}");
            } else if (Schema.FOREIGN.contains(field.key())) {
                Go2rtc.ignore(field.key(), field.place(), field.value(), reading);
            } else if (!Schema.sectionNames().contains(field.key())) {
                reading.refuse(
                        field.place(),
                        "unknown section \"" + Texts.shown(field.key()) + "\"; allowed: "
                                + String.join(", ", Schema.sectionNames()));
            }
        }
        reading.throwProblems();
        return new ConfigModel(
                Collections.unmodifiableMap(sections), Collections.unmodifiableMap(streams), reading.notes());
    }
}
