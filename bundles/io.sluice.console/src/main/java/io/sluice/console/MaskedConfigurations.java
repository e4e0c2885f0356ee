/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import io.sluice.api.driver.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.webconsole.spi.ConfigurationHandler;
import org.apache.felix.webconsole.spi.ValidationException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What the configuration page shows masked comes back masked: a masked value stands for the one that is there, and what
 * stands for none is refused, because a secret would be lost.
 */
@Component
public final class MaskedConfigurations implements ConfigurationHandler {
    private final ConfigurationAdmin configurations;

    @Activate
    public MaskedConfigurations(@Reference ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    @Override
    public void createConfiguration(String pid) {}

    @Override
    public void createFactoryConfiguration(String factoryPid, @Nullable String name) {}

    @Override
    public void deleteConfiguration(@Nullable String factoryPid, String pid) {}

    @Override
    public void updateConfiguration(@Nullable String factoryPid, String pid, Dictionary<String, Object> properties)
            throws ValidationException, IOException {
        Dictionary<String, Object> old = present(pid);
        for (String key : Collections.list(properties.keys())) {
            Object value = properties.get(key);
            if (texts(value).anyMatch(SecretText::masked)) {
                properties.put(key, restored(key, value, old == null ? null : old.get(key)));
            }
        }
    }

    private @Nullable Dictionary<String, Object> present(String pid) throws IOException {
        try {
            Configuration[] found = configurations.listConfigurations("(service.pid=" + pid + ")");
            return found == null ? null : found[0].getProperties();
        } catch (InvalidSyntaxException e) {
            return null;
        }
    }

    private static Object restored(String key, Object value, @Nullable Object old) throws ValidationException {
        List<String> left = new ArrayList<>(old == null ? List.of() : texts(old).toList());
        List<String> restored = new ArrayList<>();
        for (String text : texts(value).toList()) {
            String there = left.stream()
                    .filter(each -> text.equals(each) || text.equals(Source.mask(each)))
                    .findFirst()
                    .orElse(text);
            if (SecretText.masked(there) && !left.contains(there)) {
                throw new ValidationException(
                        key + ": *** stands for a password that is there, but nothing there looks like this");
            }
            left.remove(there);
            restored.add(there);
        }
        if (value instanceof Collection<?>) {
            return restored;
        }
        return value instanceof Object[] ? restored.toArray(String[]::new) : restored.get(0);
    }

    private static Stream<String> texts(Object value) {
        if (value instanceof Object[] values) {
            return Stream.of(values).map(String::valueOf);
        }
        return value instanceof Collection<?> values
                ? List.copyOf(values).stream().map(String::valueOf)
                : Stream.of(String.valueOf(value));
    }
}
