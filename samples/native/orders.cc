// The program of the samples in this folder: what it is called, inlined and templated matters, not
// what it does. make.sh builds it without a library, so that it is small.
namespace shop
{

struct Order {
	int units;
	int price;
};

__attribute__((always_inline)) inline int
worth(const Order &o)
{
	return o.units * o.price;
}

__attribute__((always_inline)) inline int
discounted(const Order &o, int percent)
{
	return worth(o) * (100 - percent) / 100;
}

template <class T, int percent> class Basket
{
public:
	__attribute__((noinline)) T
	total(const Order *first, const Order *last) const
	{
		T sum = 0;

		for (; first != last; ++first)
			sum += discounted(*first, percent);
		return sum;
	}
};

} // namespace shop

namespace
{

__attribute__((noinline)) long
run(const shop::Order *orders, int n)
{
	shop::Basket<long, 10> basket;

	return basket.total(orders, orders + n);
}

} // namespace

extern "C" void
_start()
{
	static volatile shop::Order orders[64];
	volatile long sum = 0;

	for (;;)
		sum = sum + run(const_cast<const shop::Order *>(orders), 64);
}
