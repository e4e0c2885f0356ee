/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.config.ConfigFile;
import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigRefusedException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** File, API and the forms of the Web Console are one, with the real Configuration Admin and Metatype service. */
public class ConfigWriteBackIT extends SluiceExam {
    @Inject
    private ConfigurationAdmin admin;

    @Inject
    private ConfigFile config;

    @Inject
    private StreamRegistry registry;

    @Inject
    private MetaTypeService forms;

    @Override
    protected String yaml() {
        return """
                # mine
                tuning: { linger: 3s }   # short
                streams:
                  # the hall
                  hall: demo:
                """;
    }

    private String text() throws Exception {
        return Files.readString(home().resolve("conf/sluice.yaml"));
    }

    private Configuration[] streams() throws Exception {
        Configuration[] found = admin.listConfigurations("(service.factoryPid=io.sluice.stream)");
        return found == null ? new Configuration[0] : found;
    }

    private boolean isDefined(String name) throws Exception {
        return registry.streams().toCompletableFuture().get(5, TimeUnit.SECONDS).stream()
                .anyMatch(stream -> stream.name().equals(StreamName.of(name)));
    }

    private static Dictionary<String, Object> properties(Map<String, Object> properties) {
        return FrameworkUtil.asDictionary(properties);
    }

    @Test
    public void aStreamOfAFormIsInTheFileAndGoesWithItsConfiguration() throws Exception {
        admin.createFactoryConfiguration("io.sluice.stream", "?")
                .update(properties(Map.of("name", "front door", "sources", new String[] {"demo:"}, "preload", "")));
        Await.until("the stream is in the file", SOON, () -> text().contains("  front door: \"demo:\"\n"));
        Await.until(
                "the stream has its own PID",
                SOON,
                () -> isDefined("front door")
                        && Arrays.stream(streams())
                                .map(Configuration::getPid)
                                .anyMatch("io.sluice.stream~front%20door"::equals));
        assertThat(streams()).hasSize(2);
        assertThat(text()).contains("# mine\n").contains("# short\n").contains("  # the hall\n  hall: demo:\n");

        admin.getConfiguration("io.sluice.stream~front%20door", "?").delete();
        Await.until("the stream is gone", SOON, () -> !text().contains("front door") && !isDefined("front door"));
        assertThat(isDefined("hall")).isTrue();
    }

    @Test
    public void aFormOfASectionIsInTheFile() throws Exception {
        Configuration tuning = admin.getConfiguration("io.sluice.tuning", "?");
        tuning.update(properties(Map.of("linger", "4s", "hold", "30s")));
        Await.until("linger is in the file", SOON, () -> text().contains("tuning: { linger: 4s }   # short\n"));
        Await.until(
                "what the form left out is there",
                SOON,
                () -> "3s"
                        .equals(admin.getConfiguration("io.sluice.tuning", "?")
                                .getProperties()
                                .get("close")));
    }

    @Test
    public void whatIsWrongOrSetByTheCommandLineIsPutBack() throws Exception {
        Configuration rtsp = admin.getConfiguration("io.sluice.rtsp", "?");
        Object listen = rtsp.getProperties().get("listen");
        String before = text();
        for (String wrong : List.of(":1", "nowhere")) {
            rtsp.update(properties(Map.of("listen", wrong)));
            Await.until(
                    "listen is put back",
                    SOON,
                    () -> listen.equals(admin.getConfiguration("io.sluice.rtsp", "?")
                            .getProperties()
                            .get("listen")));
        }
        admin.createFactoryConfiguration("io.sluice.stream", "?")
                .update(properties(Map.of("name", "a", "sources", new String[] {"no scheme"})));
        Await.until(
                "the wrong stream goes",
                SOON,
                () -> Arrays.stream(streams())
                        .allMatch(stream -> stream.getPid().startsWith("io.sluice.stream~hall")));
        assertThat(text()).isEqualTo(before);
    }

    @Test
    public void aChangeByTheApiIsAppliedAndStaysAsItIs() throws Exception {
        config.change(null, List.of(new Edit(List.of("streams", "yard"), List.of("demo:", "rtsp://192.0.2.1/"))));
        assertThat(text()).contains("  yard:\n    - \"demo:\"\n    - rtsp://192.0.2.1/\n");
        assertThat(admin.getConfiguration("io.sluice.stream~yard", "?")
                        .getProperties()
                        .get("sources"))
                .isEqualTo(new String[] {"demo:", "rtsp://192.0.2.1/"});
        Await.until("the stream is there", SOON, () -> isDefined("yard"));
        config.change(null, List.of(new Edit(List.of("streams", "yard"), null)));
        Await.until("the stream is gone", SOON, () -> !isDefined("yard"));
        assertThat(text()).doesNotContain("yard");
        try (var files = Files.list(home().resolve("conf"))) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.endsWith(".new"));
        }
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() ->
                        config.change("old", List.of(new Edit(List.of("streams", "x"), "demo:")))))
                .isInstanceOf(ConfigRefusedException.class);
    }

    @Test
    public void thereAreFormsForEverySectionAndForStreams() {
        MetaTypeInformation information = forms.getMetaTypeInformation(bundleOf("io.sluice.config"));
        assertThat(information.getPids()).contains("io.sluice.rtsp", "io.sluice.tuning", "io.sluice.net");
        assertThat(information.getFactoryPids()).containsExactly("io.sluice.stream");
        AttributeDefinition password = Arrays.stream(information
                        .getObjectClassDefinition("io.sluice.rtsp", null)
                        .getAttributeDefinitions(ObjectClassDefinition.ALL))
                .filter(attribute -> attribute.getID().equals("password"))
                .findFirst()
                .orElseThrow();
        assertThat(password.getType()).isEqualTo(AttributeDefinition.PASSWORD);
    }
}
