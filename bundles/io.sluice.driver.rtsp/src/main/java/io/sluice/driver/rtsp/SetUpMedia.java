/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.lib.sdp.SdpTrack;

/**
 * A media after its SETUP.
 *
 * @param track as the description says
 * @param anyPayloadType the media has one format only: packets of another payload type are it, too
 * @param rtpChannel interleaved channel of its RTP packets
 * @param rtcpChannel interleaved channel of its RTCP packets
 */
record SetUpMedia(SdpTrack track, boolean anyPayloadType, int rtpChannel, int rtcpChannel) {}
