/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.api.driver.Source;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.Want;
import io.sluice.api.stream.Wants;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each configuration {@code io.sluice.stream~NAME} is a stream, for as long as the configuration exists. */
@Component(
        service = ConfiguredStream.class,
        immediate = true,
        configurationPid = ConfiguredStream.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StreamConfig.class, factory = true)
public final class ConfiguredStream {
    static final String PID = "io.sluice.stream";
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredStream.class);

    private final StreamRegistry registry;
    private @Nullable StreamName defined;

    @Activate
    public ConfiguredStream(@Reference StreamRegistry registry, StreamConfig config) {
        this.registry = registry;
        apply(config);
    }

    @Modified
    void modified(StreamConfig config) {
        apply(config);
    }

    private void apply(StreamConfig config) {
        try {
            StreamName name = StreamName.of(config.name());
            List<Source> sources = Arrays.stream(config.sources())
                    .filter(source -> !source.isBlank())
                    .map(Source::of)
                    .toList();
            List<Want> preload = config.preload().isBlank() ? List.of() : Wants.ofQuery(config.preload());
            if (defined != null && !defined.equals(name)) {
                registry.remove(defined);
            }
            defined = name;
            registry.define(new StreamDefinition(name, sources, preload, config.takeover()))
                    .exceptionally(problem -> {
                        LOG.atError().addKeyValue("event", "stream.invalid").log("{}", problem.getMessage());
                        return null;
                    });
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("event", "stream.invalid")
                    .log("Stream {} is not applied: {}", config.name(), e.getMessage());
        }
    }

    @Deactivate
    void remove() {
        if (defined != null) {
            registry.remove(defined);
        }
    }
}
