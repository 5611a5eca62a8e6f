// SPDX-License-Identifier: Apache-2.0
// Names of recorded kernels: shortening and classes.
#include <gtest/gtest.h>

#include "simulator/traces/kernel_name.h"

namespace sim {
namespace {

TEST(KernelName, LosesTemplateAndParameterLists) {
    EXPECT_EQ(shortKernelName("void cuda::cast_back_impl<__nv_fp8x2_e4m3>(void const*, int)"),
              "cuda::cast_back_impl");
    EXPECT_EQ(shortKernelName("void cutlass::device_kernel<flash::FlashAttnBwd<flash::X<2, 3> > >(flash::P)"),
              "flash::FlashAttnBwd");
    EXPECT_EQ(shortKernelName("void (anonymous namespace)::elementwise_kernel_with_index<int, long>(int)"),
              "elementwise_kernel_with_index");
    EXPECT_EQ(shortKernelName("rotary_kernel"), "rotary_kernel");
}

TEST(KernelName, IsDemangledFirst) {
    EXPECT_EQ(shortKernelName("_ZN3foo3barIiEEvT_"), "foo::bar");
}

TEST(KernelName, IsNeverEmpty) {
    EXPECT_EQ(shortKernelName("<weird>"), "<weird>");
    EXPECT_EQ(shortKernelName("(x)"), "(x)");
}

TEST(KernelName, TellsTheClass) {
    EXPECT_EQ(classifyKernel("void dpsk::ep::internode::dispatch<false, 8, true, 8>(int4*)"),
              OpClass::AllToAllDispatch);
    EXPECT_EQ(classifyKernel("void dpsk::ep::internode::notify_dispatch<false, 8>(int const*)"),
              OpClass::CommSync);
    EXPECT_EQ(classifyKernel("void dpsk::ep::cuda::get_dispatch_layout<256, 32, 8>(long const*)"),
              OpClass::MoeRoute);
    EXPECT_EQ(classifyKernel("void cutlass::device_kernel<flash::FlashAttnBwdPreprocess<int> >(x)"),
              OpClass::AttentionAux);
    EXPECT_EQ(
        classifyKernel(
            "void cutlass::device_kernel<dpsk::grouped_gemm::cuda::m_grouped_fp8_ptp128c::GemmKernel>(x)"),
        OpClass::GroupedGemm);
    EXPECT_EQ(classifyKernel("void dpsk::grouped_gemm::cuda::utils::transpose<512, 128, 4, 4>(x)"),
              OpClass::Quantize);
    EXPECT_EQ(classifyKernel("ncclDevKernel_AllReduce_Sum_bf16_RING_LL(x)"), OpClass::AllReduce);
    EXPECT_EQ(classifyKernel("zzz"), OpClass::Unknown);
}

// Pitfall P10: a CUB copy whose namespace ends in the letters of the exchange library is a sort, not an
// exchange.
TEST(KernelName, ALongerNamespaceIsNoExchange) {
    EXPECT_FALSE(
        isCommunication(classifyKernel("void cdpsk::ep::CUB_200_NS::DeviceRadixSortKernel<int>(int*)")));
}

TEST(KernelName, GivesTheFirstTemplateNumber) {
    EXPECT_EQ(
        firstTemplateNumber("k<layer_norm::Kernel_traits_base<7168u, __nv_bfloat16> >", "Kernel_traits_base"),
        7168.0);
    EXPECT_EQ(firstTemplateNumber("plain", "Kernel_traits_base"), 0.0);
}

} // namespace
} // namespace sim
