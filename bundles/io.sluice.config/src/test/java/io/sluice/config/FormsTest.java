/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

class FormsTest {
    private static Map<String, AttributeDefinition> fields(String pid) throws Exception {
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                FormsTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        return Arrays.stream(new Forms(context)
                        .getObjectClassDefinition(pid, null)
                        .getAttributeDefinitions(ObjectClassDefinition.ALL))
                .collect(Collectors.toMap(AttributeDefinition::getID, Function.identity()));
    }

    @Test
    void everySectionAndKeyIsDescribed() throws Exception {
        Properties descriptions = Forms.descriptions();
        for (Section section : Schema.SECTIONS) {
            assertThat(descriptions.getProperty(section.name()))
                    .as(section.name())
                    .isNotBlank();
            section.keys()
                    .keySet()
                    .forEach(path -> assertThat(descriptions.getProperty(section.name() + "." + path))
                            .as("a line for " + section.name() + "." + path + " in keys.properties")
                            .isNotBlank());
        }
    }

    @Test
    void fieldsHaveTypesDefaultsAndOptions() throws Exception {
        Map<String, AttributeDefinition> rtsp = fields("io.sluice.rtsp");
        assertThat(rtsp.get("listen").getDefaultValue()).containsExactly("127.0.0.1:8554");
        assertThat(rtsp.get("listen").validate("x")).contains("allowed: HOST:PORT");
        assertThat(rtsp.get("listen").validate("")).isEmpty();
        assertThat(rtsp.get("password").getType()).isEqualTo(AttributeDefinition.PASSWORD);
        assertThat(rtsp.get("password").getDefaultValue()).isNull();
        assertThat(fields("io.sluice.net").get("transport").getOptionValues()).containsExactly("auto", "nio");
        assertThat(fields("io.sluice.net").get("loops").getType()).isEqualTo(AttributeDefinition.INTEGER);
        assertThat(fields("io.sluice.tls").get("self_signed").getType()).isEqualTo(AttributeDefinition.BOOLEAN);
        assertThat(fields("io.sluice.tuning").get("retry.factor").getDefaultValue())
                .containsExactly("1.6");
        assertThat(fields("io.sluice.api").get("hosts").getCardinality()).isPositive();
    }

    @Test
    void aStreamHasAFormThatNamesIt() throws Exception {
        Map<String, AttributeDefinition> stream = fields("io.sluice.stream");
        assertThat(stream)
                .containsOnlyKeys("name", "sources", "preload", "takeover", "webconsole.configurationFactory.nameHint");
        assertThat(stream.get("sources").getCardinality()).isPositive();
    }
}
