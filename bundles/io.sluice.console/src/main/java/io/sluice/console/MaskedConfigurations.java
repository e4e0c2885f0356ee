/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.webconsole.spi.ConfigurationHandler;
import org.apache.felix.webconsole.spi.ValidationException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Lets nobody store on the configuration page what that page has masked. */
@Component
public final class MaskedConfigurations implements ConfigurationHandler {
    @Override
    public void createConfiguration(String pid) {}

    @Override
    public void createFactoryConfiguration(String factoryPid, @Nullable String name) {}

    @Override
    public void deleteConfiguration(@Nullable String factoryPid, String pid) {}

    @Override
    public void updateConfiguration(@Nullable String factoryPid, String pid, Dictionary<String, Object> properties)
            throws ValidationException {
        for (String key : Collections.list(properties.keys())) {
            if (texts(properties.get(key)).anyMatch(SecretText::masked)) {
                throw new ValidationException(key
                        + " holds credentials that are masked as ***; write them out, or edit the stream on the page"
                        + " Streams, which keeps them");
            }
        }
    }

    private static Stream<String> texts(Object value) {
        if (value instanceof Object[] values) {
            return Stream.of(values).map(String::valueOf);
        }
        if (value instanceof Collection<?> values) {
            return List.copyOf(values).stream().map(String::valueOf);
        }
        return Stream.of(String.valueOf(value));
    }
}
